import { MetricsError, type RegistryLike } from "@routemetrics/core";
import type { MetricSpec } from "../manifest/specs.js";
import { JobFamily, type JobFamilyOptions } from "./job-family.js";

const SUFFIXES = ["_bucket", "_count", "_sum", "_created"];

/** The families of all stanzas, by name without prefix, registered. */
export function registerFamilies(
  metrics: Iterable<MetricSpec>,
  registry: RegistryLike,
  options: Pick<JobFamilyOptions, "ttl" | "maxSeries"> & { readonly prefix: string },
): Map<string, JobFamily> {
  const families = new Map<string, JobFamily>();
  for (const { name, help, type, buckets } of metrics) {
    if (families.has(name)) continue;
    const { prefix, ttl, maxSeries } = options;
    const definition = { name: prefix + name, help, type, buckets, ttl, maxSeries };
    families.set(name, register(definition, registry));
  }
  return families;
}

/** The family that is there already when a manifest is loaded again. */
function register(definition: JobFamilyOptions, registry: RegistryLike): JobFamily {
  const { name, type } = definition;
  const existing = registry.getSingleMetric(name);
  if (existing instanceof JobFamily && existing.accepts(definition)) return existing;
  const other =
    existing ?? registry.getMetricsAsArray().find((one) => sharesSamples(one, name, type));
  if (other !== undefined) {
    const described = other as { name?: string; type?: string };
    throw new MetricsError(
      "RM_ERR_DUPLICATE_METRIC",
      `${type} ${name} of the manifest clashes with ${described.type ?? "metric"} ` +
        `${described.name}, which is registered already: define both alike, ` +
        "rename one, choose a prefix, or give one its own Registry.",
    );
  }
  const family = new JobFamily(definition);
  registry.registerMetric(family);
  return family;
}

/** True when a sample of one has the name of the other. */
function sharesSamples(metric: object, name: string, type: string): boolean {
  const { name: otherName = "", type: otherType } = metric as { name?: string; type?: string };
  return (
    (type === "histogram" && SUFFIXES.some((suffix) => otherName === name + suffix)) ||
    (otherType === "histogram" && SUFFIXES.some((suffix) => name === otherName + suffix))
  );
}
