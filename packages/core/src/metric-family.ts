/**
 * What one gathering of a registry yields: plain data, the same for our own
 * metrics and for those the application made with another client. Serialisers,
 * aggregation, push and storage all read this and nothing else.
 */

/** Label names and values, in the order they are exposed. */
export type Labels = Readonly<Record<string, string>>;

/** A reference, mostly a trace id, to one event behind a sample. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp?: number;
}

/** Populated buckets of a native histogram: `counts[i]` belongs to `indices[i]`, indices ascend. */
export interface NativeBuckets {
  readonly indices: readonly number[];
  /** Not cumulative, not deltas. */
  readonly counts: readonly number[];
}

/** Exponential buckets: bucket `i` holds (2^((i-1)/2^schema), 2^(i/2^schema)]. */
export interface NativeHistogram {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
  readonly exemplars: readonly Exemplar[];
}

export interface HistogramValue {
  /** Ascending, without +Inf. */
  readonly upperBounds: readonly number[];
  /** One number per bucket, not cumulative; the last one counts what is above the last bound. */
  readonly counts: readonly number[];
  readonly sum: number;
  /** The observations in total; NaN is in no bucket of a native histogram, but counts. */
  readonly count: number;
  /** By bucket, as `counts`. */
  readonly exemplars?: readonly (Exemplar | undefined)[] | undefined;
  readonly native?: NativeHistogram | undefined;
}

export interface SummaryValue {
  readonly count: number;
  readonly sum: number;
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[];
}

interface SeriesBase {
  /** Without `le` and `quantile`. */
  readonly labels: Labels;
  /** When the series began, in seconds since the epoch. */
  readonly created?: number;
  /** When the sample was taken, in seconds since the epoch; absent: at the scrape. */
  readonly timestamp?: number;
}

export interface ValueSeries extends SeriesBase {
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
  /**
   * When the value was set, in seconds of a clock that all processes of the machine
   * share; known where the aggregation is `mostRecent`.
   */
  readonly changed?: number;
}

export interface HistogramSeries extends SeriesBase {
  readonly histogram: HistogramValue;
}

export interface SummarySeries extends SeriesBase {
  readonly summary: SummaryValue;
}

/** How the values of several processes become one. Histograms and summaries add, whatever is chosen. */
export type Aggregation =
  | "sum"
  | "min"
  | "max"
  | "average"
  | "first"
  | "mostRecent"
  | "perWorker"
  | "omit";

/** What follows the family's name in the name of a sample; `""`: nothing does. */
export type SampleSuffix = "" | "_bucket" | "_sum" | "_count" | "_created";

interface FamilyBase {
  /** As registered: counters of ours end in `_total`, info metrics in `_info`. */
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  readonly aggregation?: Aggregation;
  /** True: the values of a process that has ended are dropped. */
  readonly liveOnly?: boolean;
  /** The samples to expose, when a scrape asked for some of them by name; absent: all. */
  readonly samples?: readonly SampleSuffix[];
}

/** Everything of a family but its series. */
export interface FamilyHead extends FamilyBase {
  readonly type: MetricType;
}

export interface ValueFamily extends FamilyBase {
  readonly type: "counter" | "gauge" | "info" | "stateset" | "unknown";
  readonly series: readonly ValueSeries[];
}

export interface HistogramFamily extends FamilyBase {
  readonly type: "histogram";
  readonly series: readonly HistogramSeries[];
}

export interface SummaryFamily extends FamilyBase {
  readonly type: "summary";
  readonly series: readonly SummarySeries[];
}

/** Name, help, type and all series of one metric. */
export type MetricFamily = ValueFamily | HistogramFamily | SummaryFamily;

export type MetricType = MetricFamily["type"];

export type Series = ValueSeries | HistogramSeries | SummarySeries;
