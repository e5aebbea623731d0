import type { MetricFamily } from "./metric-family.js";

/**
 * A metric that gives its family as plain data, without prom-client's detour
 * through JSON. Recognised by the method, whichever copy of this library made it.
 */
export interface FamilySource {
  metricFamily(): MetricFamily | Promise<MetricFamily>;
}

export function isFamilySource(metric: object): metric is FamilySource {
  return typeof (metric as Partial<FamilySource>).metricFamily === "function";
}
