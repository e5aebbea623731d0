import { seriesKey } from "../exposition/series-key.js";
import type { HistogramSeries, Labels, SummarySeries } from "../metric-family.js";
import { type ParsedSample, parseNumber } from "./sample-line.js";

/** The samples of one series, those told apart by `le` or `quantile` as `parts`. */
interface Group {
  readonly labels: Labels;
  readonly parts: Map<number, number>;
  sum?: number;
  count?: number;
}

/** Joins the samples of a histogram; says what a scraper or a query cannot work with. */
export function histogramSeries(
  name: string,
  samples: readonly ParsedSample[],
  fault: (problem: string) => void,
): HistogramSeries[] {
  const faults = new Set<string>();
  const series = groupSamples(samples, "le", faults).map(({ labels, parts, sum, count }) => {
    const ascending = [...parts].sort(([a], [b]) => a - b);
    const cumulative = ascending.map(([, value]) => value);
    const total = parts.get(Number.POSITIVE_INFINITY);
    if (total === undefined) faults.add(`${name} has a series without a bucket le="+Inf"`);
    else if (count !== undefined && count !== total) {
      faults.add(`${name}_count is ${count} where the bucket le="+Inf" says ${total}`);
    }
    const counts = cumulative.map((value, i) => value - (cumulative[i - 1] ?? 0));
    if (counts.some((own) => own < 0)) faults.add(`the buckets of ${name} are not cumulative`);
    const upperBounds = ascending.map(([bound]) => bound).filter(Number.isFinite);
    if (counts.length === upperBounds.length) counts.push(0);
    const whole = count ?? total ?? 0;
    return { labels, histogram: { upperBounds, counts, sum: sum ?? Number.NaN, count: whole } };
  });
  for (const problem of faults) fault(problem);
  return series;
}

export function summarySeries(samples: readonly ParsedSample[]): SummarySeries[] {
  return groupSamples(samples, "quantile", new Set()).map(
    ({ labels, parts, sum = 0, count = 0 }) => ({
      labels,
      summary: {
        sum,
        count,
        quantiles: Array.from(parts, ([quantile, value]) => ({ quantile, value })),
      },
    }),
  );
}

/** A sample that is there twice begins another group: two series with the same labels. */
function groupSamples(
  samples: readonly ParsedSample[],
  part: "le" | "quantile",
  faults: Set<string>,
): Group[] {
  const groups: Group[] = [];
  const latest = new Map<string, Group>();
  for (const { name, labels: all, value } of samples) {
    if (name.endsWith("_created")) continue;
    const { [part]: at, ...labels } = all;
    const key = seriesKey(labels);
    const place = placeOf(name, at, part, faults);
    if (place === undefined) continue;
    let group = latest.get(key);
    if (group === undefined || isTaken(group, place)) {
      group = { labels, parts: new Map() };
      groups.push(group);
      latest.set(key, group);
    }
    if (typeof place === "number") group.parts.set(place, value);
    else group[place] = value;
  }
  return groups;
}

/** Where a sample belongs in its series; undefined where it does not. */
function placeOf(
  name: string,
  at: string | undefined,
  part: string,
  faults: Set<string>,
): number | "sum" | "count" | undefined {
  if (at === undefined) {
    if (name.endsWith("_sum")) return "sum";
    if (name.endsWith("_count")) return "count";
    faults.add(`${name} has a sample without the label ${part}`);
    return undefined;
  }
  try {
    return parseNumber(at);
  } catch {
    faults.add(`${name} has the bound "${at}", which is not a number`);
    return undefined;
  }
}

function isTaken(group: Group, place: number | "sum" | "count"): boolean {
  return typeof place === "number" ? group.parts.has(place) : group[place] !== undefined;
}
