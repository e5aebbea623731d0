import type {
  Exemplar,
  HistogramFamily,
  HistogramSeries,
  MetricFamily,
  NativeHistogram,
  Series,
} from "../metric-family.js";

/** JSON has no NaN and no infinities: they travel as text. */
type Numeral = number | string;

interface EncodedExemplar {
  readonly labels: Exemplar["labels"];
  readonly value: Numeral;
  readonly timestamp?: number;
}

/** One line of a snapshot: some series of a family. */
interface EncodedFamily {
  readonly family: Omit<MetricFamily, "series">;
  /** The bucket bounds that the series refer to by position. */
  readonly bounds: (readonly number[])[];
  readonly series: readonly EncodedSeries[];
}

type EncodedSeries = Record<string, unknown>;

/** So many series go on one line: short enough to be parsed between two requests. */
const SERIES_PER_LINE = 100;

/** A family as lines of JSON; a family without series is one line. */
export function* encodeFamily(family: MetricFamily): Generator<string, void, undefined> {
  const { series, ...base } = family;
  for (let at = 0; at === 0 || at < series.length; at += SERIES_PER_LINE) {
    const bounds: (readonly number[])[] = [];
    const some = series.slice(at, at + SERIES_PER_LINE).map((one) => encodeSeries(one, bounds));
    const encoded: EncodedFamily = { family: base, bounds, series: some };
    yield JSON.stringify(encoded);
  }
}

/** The family, or the part of it, on one line. */
export function decodeFamily(line: string): MetricFamily {
  const { family, bounds, series } = JSON.parse(line) as EncodedFamily;
  return { ...family, series: series.map((one) => decodeSeries(one, bounds)) } as MetricFamily;
}

function encodeSeries(series: Series, bounds: (readonly number[])[]): EncodedSeries {
  const { labels, created, timestamp, parts } = series as Series & { parts?: readonly number[] };
  const base = { labels, created, timestamp, parts };
  if ("histogram" in series) return { ...base, ...encodeHistogram(series.histogram, bounds) };
  if ("summary" in series) {
    const { count, sum, quantiles } = series.summary;
    const pairs = quantiles.map(({ quantile, value }) => [quantile, numeral(value)]);
    return { ...base, count, sum: numeral(sum), quantiles: pairs };
  }
  const { exemplar, changed } = series;
  const encoded = exemplar && encodeExemplar(exemplar);
  return { ...base, value: numeral(series.value), exemplar: encoded, changed };
}

function encodeHistogram(
  histogram: HistogramSeries["histogram"],
  bounds: (readonly number[])[],
): EncodedSeries {
  const { upperBounds, counts, sum, count, exemplars, native } = histogram;
  let at = bounds.indexOf(upperBounds);
  if (at < 0) at = bounds.push(upperBounds) - 1;
  return {
    bounds: at,
    counts,
    sum: numeral(sum),
    count,
    exemplars: exemplars?.map((one) => (one ? encodeExemplar(one) : null)),
    native: native && { ...native, exemplars: native.exemplars.map(encodeExemplar) },
  };
}

function decodeSeries(encoded: EncodedSeries, bounds: readonly (readonly number[])[]): Series {
  const { labels, created, timestamp, parts, changed, ...rest } = encoded;
  const base = {
    labels: labels as Series["labels"],
    ...(created !== undefined && { created: created as number }),
    ...(timestamp !== undefined && { timestamp: timestamp as number }),
    ...(parts !== undefined && { parts: parts as readonly number[] }),
  };
  if ("bounds" in rest) return { ...base, histogram: decodeHistogram(rest, bounds) };
  if ("quantiles" in rest) {
    const pairs = rest.quantiles as readonly [number, Numeral][];
    const quantiles = pairs.map(([quantile, value]) => ({ quantile, value: Number(value) }));
    return { ...base, summary: { count: rest.count as number, sum: Number(rest.sum), quantiles } };
  }
  const exemplar = rest.exemplar as EncodedExemplar | undefined;
  return {
    ...base,
    value: Number(rest.value),
    ...(exemplar && { exemplar: decodeExemplar(exemplar) }),
    ...(changed !== undefined && { changed: changed as number }),
  };
}

function decodeHistogram(
  encoded: EncodedSeries,
  bounds: readonly (readonly number[])[],
): HistogramFamily["series"][number]["histogram"] {
  const exemplars = encoded.exemplars as readonly (EncodedExemplar | null)[] | undefined;
  const native = encoded.native as NativeHistogram | undefined;
  return {
    upperBounds: bounds[encoded.bounds as number] as readonly number[],
    counts: encoded.counts as readonly number[],
    sum: Number(encoded.sum),
    count: encoded.count as number,
    ...(exemplars && {
      exemplars: exemplars.map((one) => (one ? decodeExemplar(one) : undefined)),
    }),
    ...(native && { native: { ...native, exemplars: native.exemplars.map(decodeExemplar) } }),
  };
}

function encodeExemplar({ labels, value, timestamp }: Exemplar): EncodedExemplar {
  return { labels, value: numeral(value), ...(timestamp !== undefined && { timestamp }) };
}

function decodeExemplar({ labels, value, timestamp }: EncodedExemplar | Exemplar): Exemplar {
  return { labels, value: Number(value), ...(timestamp !== undefined && { timestamp }) };
}

function numeral(value: number): Numeral {
  return Number.isFinite(value) ? value : String(value);
}
