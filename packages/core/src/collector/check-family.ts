import { MetricsError } from "../errors.js";
import { checkLabelNames, checkMetricName } from "../metric/names.js";
import type { HistogramValue, MetricFamily, Series, SummaryValue } from "../metric-family.js";

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
    checkLabels(family, one);
    const value: unknown = (one as unknown as Record<string, unknown>)[
      kind === "number" ? "value" : type
    ];
    if (typeof value !== kind || value === null) {
      throw invalid(name, `has a series without ${kind === "number" ? "a value" : `its ${type}`}`);
    }
    if (type === "histogram" && !isHistogram(value as HistogramValue)) {
      throw invalid(
        name,
        "has a histogram that is none: give ascending upperBounds, one count more than these, sum and count",
      );
    }
    if (type === "summary" && !isSummary(value as SummaryValue)) {
      throw invalid(name, "has a summary that is none: give count, sum and quantiles");
    }
    for (const moment of ["timestamp", "created"] as const) {
      if (one[moment] === undefined || Number.isFinite(one[moment])) continue;
      throw invalid(name, `has a ${moment} that is no number of seconds`);
    }
  }
}

function checkLabels({ name, type }: MetricFamily, { labels }: Series): void {
  if (typeof labels !== "object" || labels === null)
    throw invalid(name, "has a series without labels");
  checkLabelNames(name, Object.keys(labels), RESERVED[type]);
  for (const [label, value] of Object.entries(labels)) {
    if (typeof value !== "string") throw invalid(name, `has a label ${label} that is no text`);
  }
}

function isHistogram({ upperBounds, counts, sum, count }: HistogramValue): boolean {
  return (
    isNumbers(upperBounds) &&
    isNumbers(counts) &&
    counts.length === upperBounds.length + 1 &&
    upperBounds.every(
      (bound, index) => index === 0 || bound > (upperBounds[index - 1] as number),
    ) &&
    isNumbers([sum, count])
  );
}

function isSummary({ count, sum, quantiles }: SummaryValue): boolean {
  return (
    isNumbers([count, sum]) &&
    Array.isArray(quantiles) &&
    quantiles.every((one) => isNumbers([one?.quantile, one?.value]))
  );
}

function isNumbers(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => typeof value === "number");
}

function invalid(name: string, fault: string): MetricsError {
  return new MetricsError("RM_ERR_INVALID_VALUE", `The collected family ${name} ${fault}.`);
}
