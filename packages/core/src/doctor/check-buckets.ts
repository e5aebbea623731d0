import type { HistogramFamily, MetricFamily } from "../metric-family.js";
import { type Finding, finding } from "./finding.js";

const MAX_BUCKETS = 30;
/** Below so many observations nothing is said about where they lie. */
const ENOUGH = 20;
/** More than this share above the last bucket: the p95 is cut off. */
const SHARE_ABOVE = 0.05;
const SHARE_BELOW = 0.99;

/** Buckets that do not fit what is observed. */
export function checkBuckets(family: MetricFamily, slo: number | undefined): Finding[] {
  if (family.type === "summary") return checkQuantiles(family);
  if (family.type !== "histogram" || family.series.length === 0) return [];
  const about = { metric: family.name };
  const bounds = family.series[0]?.histogram.upperBounds ?? [];
  const found: Finding[] = [];
  if (bounds.length > MAX_BUCKETS) {
    const message = `${family.name} has ${bounds.length} buckets: each is a series, for every label set.`;
    found.push(finding("too-many-buckets", message, about));
  }
  const isTimedHttp = /http.*(?:duration|latency)|(?:duration|latency).*http/.test(family.name);
  if (slo !== undefined && isTimedHttp && !bounds.includes(slo)) {
    const message = `${family.name} has no bucket ${slo}: how many requests met it is a guess.`;
    found.push(finding("slo-without-bucket", message, about));
  }
  found.push(...checkFit(family, bounds));
  return found;
}

function checkFit(family: HistogramFamily, bounds: readonly number[]): Finding[] {
  const { name, series } = family;
  let count = 0;
  let below = 0;
  let above = 0;
  let sum = 0;
  let native = false;
  for (const { histogram } of series) {
    count += histogram.count;
    sum += histogram.sum;
    below += histogram.counts[0] ?? 0;
    above += histogram.counts.at(-1) ?? 0;
    native ||= histogram.native !== undefined;
  }
  // A native histogram beside them knows what the buckets do not.
  if (count < ENOUGH || bounds.length === 0 || native || isDefaultOfClient(name)) return [];
  const about = { metric: name };
  if (above > SHARE_ABOVE * count) {
    const message = `${percent(above, count)} of the ${count} observations of ${name} are above its last bucket, ${bounds.at(-1)}: quantiles end there.`;
    return [finding("observations-above-buckets", message, about)];
  }
  // Where all are 0, as the sizes of bodies that are not there, no bucket is missing.
  if (below >= SHARE_BELOW * count && sum !== 0) {
    const message = `${percent(below, count)} of the ${count} observations of ${name} are in its first bucket, up to ${bounds[0]}: quantiles are a guess.`;
    return [finding("observations-below-buckets", message, about)];
  }
  return [];
}

function checkQuantiles(family: MetricFamily): Finding[] {
  if (family.type !== "summary") return [];
  if (!family.series.some(({ summary }) => summary.quantiles.length > 0)) return [];
  const message = `The quantiles of the summary ${family.name} are those of one process.`;
  return [finding("summary-quantiles", message, { metric: family.name })];
}

/** The application did not choose the buckets of what its client measures by itself. */
function isDefaultOfClient(name: string): boolean {
  return name.startsWith("nodejs_") || name.startsWith("process_");
}

function percent(part: number, whole: number): string {
  return `${Math.round((100 * part) / whole)} %`;
}
