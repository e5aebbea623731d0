import { seriesKey } from "../exposition/series-key.js";
import { OVERFLOW } from "../metric/series-map.js";
import type { MetricFamily, Series } from "../metric-family.js";
import { sampleCount, storedPerDay } from "./cost.js";
import { type Finding, finding } from "./finding.js";

const NEAR = 0.8;
const HEAVY_SAMPLES = 5_000;

/** How many series a family has, against its limit and by what they cost. */
export function checkSeries(family: MetricFamily, limit: number): Finding[] {
  const series: readonly Series[] = family.series;
  const about = { metric: family.name };
  const found: Finding[] = [];
  const isFolded = series.some(({ labels }) => Object.values(labels).includes(OVERFLOW));
  if (isFolded || series.length > limit) {
    const message = isFolded
      ? `${family.name} has reached its limit: new label sets fold into "${OVERFLOW}".`
      : `${family.name} has ${series.length} label sets, above the limit of ${limit}.`;
    found.push(finding("series-limit-reached", `${message}${widest(series)}`, about));
  } else if (series.length >= NEAR * limit) {
    const message = `${family.name} has ${series.length} label sets, near the limit of ${limit}.`;
    found.push(finding("series-near-limit", `${message}${widest(series)}`, about));
  }
  const samples = sampleCount(family);
  if (samples >= HEAVY_SAMPLES) {
    const message = `${family.name} has ${samples} samples in ${series.length} label sets: ${storedPerDay(samples)} for each process.`;
    found.push(finding("heavy-metric", `${message}${widest(series)}`, about));
  }
  return [...found, ...duplicates(family)];
}

function duplicates({ name, series }: MetricFamily): Finding[] {
  const seen = new Set<string>();
  for (const { labels } of series as readonly Series[]) {
    const present = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
    const key = seriesKey(present);
    if (!seen.has(key)) {
      seen.add(key);
      continue;
    }
    const message = `${name} has ${JSON.stringify(present)} twice.`;
    return [finding("duplicate-series", message, { metric: name })];
  }
  return [];
}

/** The label to look at. */
function widest(series: readonly Series[]): string {
  const values = new Map<string, Set<string>>();
  for (const { labels } of series) {
    for (const [label, value] of Object.entries(labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  const [most] = [...values].sort(([, a], [, b]) => b.size - a.size);
  return most === undefined ? "" : ` Most values: ${most[0]} (${most[1].size}).`;
}
