import { seriesKey } from "../exposition/series-key.js";
import type { MetricFamily, Series } from "../metric-family.js";
import { type Finding, finding } from "./finding.js";

/** Counters that should stay at 0. */
const OF_TROUBLE =
  /error|exception|fail|overflow|timeout|reject|retr|drop|abort|panic|miss|lost|unhandled|overload/;

/** Metrics that nothing was recorded in. */
export function checkUse(family: MetricFamily): Finding[] {
  const { name, type } = family;
  if (type === "gauge" || type === "info" || type === "stateset" || type === "unknown") {
    if (family.series.length > 0) return [];
  }
  // Clients announce what they measure by themselves before it happens.
  if (OF_TROUBLE.test(name) || /^(?:nodejs|process|routemetrics)_/.test(name)) return [];
  if (family.series.some((series) => (amount(series) ?? 0) !== 0)) return [];
  const message =
    family.series.length === 0
      ? `The ${type} ${name} has no series.`
      : `The ${type} ${name} is 0 everywhere.`;
  return [finding("unused-metric", message, { metric: name })];
}

/** What only shows when the metrics are read twice. */
export function compareReadings(
  earlier: readonly MetricFamily[],
  later: readonly MetricFamily[],
): Finding[] {
  const before = new Map(earlier.map((family) => [family.name, family]));
  const restarted = startTime(earlier) !== startTime(later);
  const found: Finding[] = [];
  for (const family of later) {
    const known = before.get(family.name);
    if (known === undefined || !isCumulative(family)) continue;
    found.push(...compareFamily(known, family));
  }
  // One that was restarted in between has begun again, too; that is still worth a look.
  return restarted ? found.map(withRestart) : found;
}

function compareFamily(known: MetricFamily, family: MetricFamily): Finding[] {
  const about = { metric: family.name };
  const before = new Map(
    seriesOf(known).map((series) => [seriesKey(series.labels), amount(series) ?? 0]),
  );
  const found: Finding[] = [];
  let changed = false;
  let added = 0;
  let fallen: string | undefined;
  for (const series of seriesOf(family)) {
    const was = before.get(seriesKey(series.labels));
    const is = amount(series) ?? 0;
    if (was === undefined) added += 1;
    else if (is < was) fallen ??= `from ${was} to ${is} at ${JSON.stringify(series.labels)}`;
    changed ||= was !== is;
  }
  if (fallen !== undefined) {
    const message = `${family.name} went back ${fallen}.`;
    found.push(finding("counter-went-back", message, about));
  }
  if (added > Math.max(10, before.size / 10)) {
    const message = `${family.name} grew from ${before.size} to ${family.series.length} label sets.`;
    found.push(finding("growing-series", message, about));
  }
  if (!changed && before.size > 0 && [...before.values()].some((value) => value > 0)) {
    const message = `${family.name} did not change between two readings.`;
    found.push(finding("unchanged-metric", message, about));
  }
  return found;
}

function withRestart(found: Finding): Finding {
  if (found.code !== "counter-went-back") return found;
  const message = `${found.message} process_start_time_seconds changed as well.`;
  return { ...found, message };
}

function startTime(families: readonly MetricFamily[]): number | undefined {
  const family = families.find(({ name }) => name === "process_start_time_seconds");
  return family === undefined ? undefined : amount(family.series[0] as Series);
}

function isCumulative({ type }: MetricFamily): boolean {
  return type === "counter" || type === "histogram" || type === "summary";
}

function seriesOf({ series }: MetricFamily): readonly Series[] {
  return series;
}

/** The value of a counter or gauge; how many observations, of the others. */
function amount(series: Series | undefined): number | undefined {
  if (series === undefined) return undefined;
  if ("histogram" in series) return series.histogram.count;
  return "summary" in series ? series.summary.count : series.value;
}
