import type { MetricFamily } from "./metric-family.js";

/** Marks a metric of ours, whichever copy of this library made it. */
export const FAMILY: unique symbol = Symbol.for("routemetrics.family@1") as never;

/** A metric that gives its family as plain data, without prom-client's detour through JSON. */
export interface FamilySource {
  [FAMILY](): MetricFamily | Promise<MetricFamily>;
}
