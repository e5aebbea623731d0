import type {
  Exemplar,
  HistogramValue,
  Labels,
  NativeHistogram,
  Series,
  SummaryValue,
  ValueSeries,
} from "../metric-family.js";
import type { Parts } from "./exact-sum.js";

/** JSON has no NaN and no infinities: they travel as text. */
type Numeral = number | string;

/** Undefined in an array is null in JSON. */
type EncodedExemplar = readonly [Exemplar["labels"], Numeral, (number | null | undefined)?];
type EncodedNative = readonly [
  schema: number,
  zeroThreshold: number,
  zeroCount: number,
  positiveIndices: readonly number[],
  positiveCounts: readonly number[],
  negativeIndices: readonly number[],
  negativeCounts: readonly number[],
  exemplars: readonly EncodedExemplar[],
];

/** One series; what is absent stays undefined, and so costs nothing in JSON. */
export interface EncodedSeries {
  readonly labels: Series["labels"];
  readonly created?: number | undefined;
  readonly time?: number | undefined;
  /** The exact sum, when it was added up of several. */
  readonly parts?: Parts | undefined;
  /** The value, or the sum of what was observed. */
  readonly value: Numeral;
  readonly exemplar?: EncodedExemplar | undefined;
  readonly changed?: number | undefined;
  readonly count?: number;
  /** A histogram's; the number stands for its upper bounds. */
  readonly buckets?: readonly [bounds: number, counts: readonly number[]];
  readonly exemplars?: readonly (EncodedExemplar | null)[] | undefined;
  readonly native?: EncodedNative | undefined;
  /** A summary's. */
  readonly quantiles?: readonly (readonly [number, Numeral])[];
}

/** What the entry of a series in a log holds: the number of its family, and the series of one set of labels. */
export type SeriesEntry = readonly [family: number, ...series: EncodedSeries[]];

/** `numberOf` gives the number under which the bounds of a histogram are known. */
export function encodeSeries(
  series: Series,
  numberOf: (upperBounds: readonly number[]) => number,
): EncodedSeries {
  const { labels, created, timestamp: time, parts } = series as Series & { parts?: Parts };
  const base = { labels, created, time, parts };
  if ("histogram" in series) {
    const { upperBounds, counts, sum, count, exemplars, native } = series.histogram;
    return {
      ...base,
      value: numeral(sum),
      count,
      buckets: [numberOf(upperBounds), counts],
      exemplars: exemplars?.map((one) => (one ? encodeExemplar(one) : null)),
      native: native && encodeNative(native),
    };
  }
  if ("summary" in series) {
    const { count, sum, quantiles } = series.summary;
    const pairs = quantiles.map(({ quantile, value }) => [quantile, numeral(value)] as const);
    return { ...base, value: numeral(sum), count, quantiles: pairs };
  }
  const { value, exemplar, changed } = series;
  return {
    ...base,
    value: numeral(value),
    exemplar: exemplar && encodeExemplar(exemplar),
    changed,
  };
}

/** `boundsOf` gives the bounds that a number stands for; seconds are added to all times. */
export function decodeSeries(
  encoded: EncodedSeries,
  labels: Labels,
  boundsOf: (number: number) => readonly number[],
  shift: number,
): Series {
  const { created, time, parts } = encoded;
  const base = {
    labels,
    ...(created !== undefined && { created: created + shift }),
    ...(time !== undefined && { timestamp: time + shift }),
    ...(parts !== undefined && { parts }),
  };
  if (encoded.buckets !== undefined) {
    return { ...base, histogram: decodeHistogram(encoded, boundsOf, shift) };
  }
  if (encoded.quantiles !== undefined) return { ...base, summary: decodeSummary(encoded) };
  const { value, exemplar, changed } = encoded;
  const decoded: ValueSeries = {
    ...base,
    value: Number(value),
    ...(exemplar && { exemplar: decodeExemplar(exemplar, shift) }),
    ...(changed !== undefined && { changed }),
  };
  return decoded;
}

function decodeHistogram(
  { value, count = 0, buckets = [0, []], exemplars, native }: EncodedSeries,
  boundsOf: (number: number) => readonly number[],
  shift: number,
): HistogramValue {
  return {
    upperBounds: boundsOf(buckets[0]),
    counts: buckets[1],
    sum: Number(value),
    count,
    ...(exemplars && {
      exemplars: exemplars.map((one) => (one ? decodeExemplar(one, shift) : undefined)),
    }),
    ...(native && { native: decodeNative(native, shift) }),
  };
}

function decodeSummary({ value, count = 0, quantiles = [] }: EncodedSeries): SummaryValue {
  return {
    count,
    sum: Number(value),
    quantiles: quantiles.map(([quantile, estimate]) => ({ quantile, value: Number(estimate) })),
  };
}

function encodeNative(native: NativeHistogram): EncodedNative {
  const { schema, zeroThreshold, zeroCount, positive, negative, exemplars } = native;
  return [
    schema,
    zeroThreshold,
    zeroCount,
    positive.indices,
    positive.counts,
    negative.indices,
    negative.counts,
    exemplars.map(encodeExemplar),
  ];
}

function decodeNative(encoded: EncodedNative, shift: number): NativeHistogram {
  const [schema, zeroThreshold, zeroCount, indices, counts, below, countsBelow, exemplars] =
    encoded;
  return {
    schema,
    zeroThreshold,
    zeroCount,
    positive: { indices, counts },
    negative: { indices: below, counts: countsBelow },
    exemplars: exemplars.map((one) => decodeExemplar(one, shift)),
  };
}

function encodeExemplar({ labels, value, timestamp }: Exemplar): EncodedExemplar {
  return [labels, numeral(value), timestamp];
}

function decodeExemplar([labels, value, time]: EncodedExemplar, shift: number): Exemplar {
  return { labels, value: Number(value), ...(time != null && { timestamp: time + shift }) };
}

function numeral(value: number): Numeral {
  return Number.isFinite(value) ? value : String(value);
}
