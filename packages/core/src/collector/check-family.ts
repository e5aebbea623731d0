import { MetricsError } from "../errors.js";
import { checkLabelNames, checkMetricName } from "../metric/names.js";
import type { MetricFamily } from "../metric-family.js";

const RESERVED: Readonly<Record<string, readonly string[]>> = {
  histogram: ["le"],
  summary: ["quantile"],
};
const VALUES: Readonly<Record<string, string>> = {
  counter: "number",
  gauge: "number",
  info: "number",
  stateset: "number",
  unknown: "number",
  histogram: "object",
  summary: "object",
};

/** Throws on a family that no scraper would accept: one bad line costs the whole target. */
export function checkFamily(family: MetricFamily): void {
  checkMetricName(family?.name);
  const { name, type, help, series } = family;
  const kind = VALUES[type];
  if (kind === undefined) throw invalid(name, `has the type ${JSON.stringify(type)}`);
  if (typeof help !== "string") throw invalid(name, "has no help text");
  if (!Array.isArray(series)) throw invalid(name, "has no array of series");
  for (const one of family.series) {
    checkLabelNames(name, Object.keys(one.labels), RESERVED[type]);
    for (const [label, value] of Object.entries(one.labels)) {
      if (typeof value !== "string") throw invalid(name, `has a label ${label} that is no text`);
    }
    const value: unknown = (one as unknown as Record<string, unknown>)[
      kind === "number" ? "value" : type
    ];
    if (typeof value !== kind || value === null) {
      throw invalid(name, `has a series without ${kind === "number" ? "a value" : `its ${type}`}`);
    }
  }
}

function invalid(name: string, fault: string): MetricsError {
  return new MetricsError("RM_ERR_INVALID_VALUE", `The collected family ${name} ${fault}.`);
}
