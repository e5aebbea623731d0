import type {
  Aggregation,
  Exemplar,
  HistogramSeries,
  HistogramValue,
  SummarySeries,
  ValueSeries,
} from "../metric-family.js";
import { mergeNative } from "../native/merge-native.js";
import { ExactSum, type Parts } from "./exact-sum.js";

/** A series that was added up, with what its rounded sum does not tell. */
type Added<S> = S & { readonly parts?: Parts };

function exactSum<S extends object>(
  a: Added<S>,
  b: Added<S>,
  read: (series: S) => number,
): { sum: number; parts?: Parts } {
  const total = new ExactSum();
  for (const one of [a, b]) total.add(read(one), one.parts);
  const { value: sum, parts } = total;
  return parts ? { sum, parts } : { sum };
}

/** What all kinds of series have in common, of two that become one. */
function common<S extends ValueSeries | HistogramSeries | SummarySeries>(a: S, b: S): object {
  // The total began when the first of its parts did: it must not seem to begin anew with each worker.
  const created = smallest(a.created, b.created);
  const timestamp = largest(a.timestamp, b.timestamp);
  return {
    labels: a.labels,
    ...(created !== undefined && { created }),
    ...(timestamp !== undefined && { timestamp }),
  };
}

/** Two values as one; `parts` is how many `a` stands for already. */
export function mergeValues(
  a: ValueSeries,
  b: ValueSeries,
  aggregation: Aggregation,
  parts: number,
): ValueSeries {
  const exemplar = newest(a.exemplar, b.exemplar);
  const changed = largest(a.changed, b.changed);
  const isSum = aggregation === "sum" || aggregation === "perWorker";
  const exact = isSum ? exactSum(a, b, ({ value }) => value) : undefined;
  return {
    ...common(a, b),
    labels: a.labels,
    value: exact ? exact.sum : combine(a, b, aggregation, parts),
    ...(exact?.parts && { parts: exact.parts }),
    ...(exemplar && { exemplar }),
    ...(changed !== undefined && { changed }),
  };
}

function combine(a: ValueSeries, b: ValueSeries, aggregation: Aggregation, parts: number): number {
  switch (aggregation) {
    case "min":
      return Math.min(a.value, b.value);
    case "max":
      return Math.max(a.value, b.value);
    case "mostRecent":
      return (b.changed ?? 0) >= (a.changed ?? 0) ? b.value : a.value;
    case "average":
      return a.value + (b.value - a.value) / (parts + 1);
    default:
      return a.value;
  }
}

/**
 * Counts of the buckets that both have; all others are told by no number of both.
 * The same bounds are the rule: they differ while a release that changes them rolls out.
 */
export function mergeHistograms(a: HistogramSeries, b: HistogramSeries): HistogramSeries {
  const [x, y] = sameBounds(a.histogram, b.histogram);
  const exemplars = mergeExemplars(x, y);
  const native = x.native && y.native ? mergeNative(x.native, y.native) : undefined;
  const { sum, parts } = exactSum(a, b, ({ histogram }) => histogram.sum);
  return {
    ...common(a, b),
    ...(parts && { parts }),
    labels: a.labels,
    histogram: {
      upperBounds: x.upperBounds,
      counts: x.counts.map((count, index) => count + (y.counts[index] ?? 0)),
      sum,
      count: x.count + y.count,
      ...(exemplars && { exemplars }),
      ...(native && { native }),
    },
  };
}

function sameBounds(a: HistogramValue, b: HistogramValue): [HistogramValue, HistogramValue] {
  if (isSame(a.upperBounds, b.upperBounds)) return [a, b];
  const shared = a.upperBounds.filter((bound) => b.upperBounds.includes(bound));
  return [reduceTo(shared, a), reduceTo(shared, b)];
}

function reduceTo(upperBounds: readonly number[], value: HistogramValue): HistogramValue {
  const counts = new Array<number>(upperBounds.length + 1).fill(0);
  const exemplars = new Array<Exemplar | undefined>(counts.length).fill(undefined);
  let target = 0;
  value.counts.forEach((count, index) => {
    const bound = value.upperBounds[index] ?? Infinity;
    while (target < upperBounds.length && bound > (upperBounds[target] as number)) target++;
    counts[target] = (counts[target] as number) + count;
    exemplars[target] = newest(exemplars[target], value.exemplars?.[index]);
  });
  return { ...value, upperBounds, counts, ...(value.exemplars && { exemplars }) };
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]));
}

function mergeExemplars(a: HistogramValue, b: HistogramValue): HistogramValue["exemplars"] {
  if (!a.exemplars || !b.exemplars) return a.exemplars ?? b.exemplars;
  return a.exemplars.map((exemplar, index) => newest(exemplar, b.exemplars?.[index]));
}

/** Count and sum; no quantile of the whole follows from those of its parts. */
export function mergeSummaries(a: SummarySeries, b: SummarySeries): SummarySeries {
  const { sum, parts } = exactSum(a, b, ({ summary }) => summary.sum);
  return {
    ...common(a, b),
    ...(parts && { parts }),
    labels: a.labels,
    summary: {
      count: a.summary.count + b.summary.count,
      sum,
      quantiles: [],
    },
  };
}

function newest(a: Exemplar | undefined, b: Exemplar | undefined): Exemplar | undefined {
  if (!a || !b) return a ?? b;
  return (b.timestamp ?? 0) >= (a.timestamp ?? 0) ? b : a;
}

function smallest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

function largest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
