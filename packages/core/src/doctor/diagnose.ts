import { setTimeout as sleep } from "node:timers/promises";
import { MetricsError } from "../errors.js";
import { gather } from "../exposition/gather.js";
import type { RetypedMetric } from "../parsing/parse-families.js";
import type { RegistryLike } from "../registry-like.js";
import { checkRegistries } from "./check-registries.js";
import { compareReadings } from "./check-use.js";
import { examine } from "./examine.js";
import { bySeverity, type Finding, finding } from "./finding.js";

export interface DiagnoseOptions {
  /** Label sets that one metric may have, where it has no `maxSeries` of its own. Default: 10000. */
  readonly limit?: number;
  /** Your objective for the duration of requests, in seconds: it should be a bucket. */
  readonly slo?: number;
  /** Read again after so many seconds, to see what grows, stands still or goes back. Default: once. */
  readonly again?: number;
}

/**
 * Says what hurts in the metrics of one or several registries, ours or of prom-client,
 * `@prometheus-io/client` and `@platformatic/prom-client`; the worst first.
 *
 * It only reads. Rejects when an option is wrong (`RM_ERR_INVALID_OPTION`), never because of a metric.
 */
export async function diagnose(
  registries: RegistryLike | readonly RegistryLike[],
  options: DiagnoseOptions = {},
): Promise<Finding[]> {
  checkDiagnoseOptions(options);
  const all = [registries].flat() as RegistryLike[];
  const { families, errors } = await gather(all);
  const retyped = retypedMetrics(all);
  const clashing = new Set(retyped.map(({ metric }) => metric));
  const failed = errors.filter(({ metric }) => !clashing.has(metric));
  const limitOf = (name: string) => ownLimit(all, name) ?? options.limit;
  const found = [
    ...checkRegistries(all),
    ...failed.map(({ metric, error }) =>
      finding("failed-collector", `${metric} is incomplete: ${error.message}.`, { metric }),
    ),
    ...examine({ families, retyped, limitOf, slo: options.slo }),
  ];
  if (options.again !== undefined) {
    await sleep(options.again * 1000);
    found.push(...compareReadings(families, (await gather(all)).families));
  }
  return found.sort(bySeverity);
}

/** @internal Also for what the command was given. */
export function checkDiagnoseOptions(options: DiagnoseOptions): void {
  for (const name of ["limit", "slo", "again"] as const) {
    const value: unknown = options[name];
    if (value === undefined || (typeof value === "number" && value > 0 && value < 1e9)) continue;
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `${name} is ${JSON.stringify(value) ?? String(value)}: it takes a number above 0.`,
    );
  }
}

/** Names that have another type in another registry. */
function retypedMetrics(registries: readonly RegistryLike[]): RetypedMetric[] {
  const types = new Map<string, Set<string>>();
  for (const registry of registries) {
    for (const { name, type } of registry.getMetricsAsArray() as readonly RegisteredMetric[]) {
      if (typeof type === "string") types.set(name, (types.get(name) ?? new Set()).add(type));
    }
  }
  return Array.from(types, ([metric, set]) => ({ metric, types: [...set] })).filter(
    (retyped) => retyped.types.length > 1,
  );
}

interface RegisteredMetric {
  readonly name: string;
  readonly type?: unknown;
  readonly maxSeries?: unknown;
}

/** The limit of a metric of ours. */
function ownLimit(registries: readonly RegistryLike[], name: string): number | undefined {
  for (const registry of registries) {
    const metric = registry.getSingleMetric(name) as RegisteredMetric | undefined;
    if (typeof metric?.maxSeries === "number") return metric.maxSeries;
  }
  return undefined;
}
