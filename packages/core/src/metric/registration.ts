import { MetricsError } from "../errors.js";
import { type FamilySource, isFamilySource } from "../family-source.js";
import type { RegistryLike } from "../registry-like.js";

/** What makes two definitions the same metric. */
export interface Definition {
  readonly name: string;
  readonly type: string;
  readonly labelNames: readonly string[];
  /** What else must agree, such as the buckets, as text. */
  readonly shape: string;
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_count", "_sum", "_created"],
  summary: ["_count", "_sum", "_created"],
};

/**
 * Adds a metric of ours to a registry. The same definition again gives the metric
 * that is there already (hot reload, tests, two apps in one process); another one
 * under its name, or under a name that its samples use, is an error.
 */
export function registerOnce<F extends Definition>(family: F, registry: RegistryLike | null): F {
  if (registry === null) return family;
  const existing = registry.getSingleMetric(family.name);
  if (existing !== undefined) {
    if (isSame(existing, family)) return existing as F;
    throw duplicate(family, describe(existing));
  }
  for (const metric of registry.getMetricsAsArray()) {
    const other = metric as Definition;
    if (clashes(family, other) || clashes(other, family)) throw duplicate(family, describe(other));
  }
  registry.registerMetric(family);
  return family;
}

function isSame(existing: object, family: Definition): boolean {
  if (!isFamilySource(existing)) return false;
  const other = existing as FamilySource & Definition;
  return (
    other.type === family.type &&
    other.shape === family.shape &&
    other.labelNames.join() === family.labelNames.join()
  );
}

/** True when a sample of `owner` would bear the name of `other`. */
function clashes(owner: Definition, other: Definition): boolean {
  if (!other.name.startsWith(owner.name)) return false;
  return (SUFFIXES[owner.type] ?? []).includes(other.name.slice(owner.name.length));
}

function describe(metric: object): string {
  const { name, type, labelNames } = metric as Partial<Definition>;
  const labels = Array.isArray(labelNames) ? `{${labelNames.join(", ")}}` : "";
  return `${type ?? "metric"} ${name}${labels}`;
}

function duplicate(family: Definition, existing: string): MetricsError {
  return new MetricsError(
    "RM_ERR_DUPLICATE_METRIC",
    `${describe(family)} clashes with ${existing}, which is registered already: ` +
      "define both alike, rename one, or give one its own Registry.",
  );
}
