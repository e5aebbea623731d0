export { MetricsError, type MetricsErrorCode } from "./errors.js";
export { DEFAULT_BUCKETS } from "./metric/buckets.js";
export { Counter } from "./metric/counter.js";
export type { FamilyOptions } from "./metric/family-options.js";
export { Gauge } from "./metric/gauge.js";
export { Histogram, type HistogramOptions } from "./metric/histogram.js";
export type { HistogramSeries as HistogramHandle } from "./metric/histogram-series.js";
export { Info } from "./metric/info.js";
export type { LabelValue, LabelValues } from "./metric/label-values.js";
export { StateSet, type StateSetOptions } from "./metric/state-set.js";
export { Summary, type SummaryOptions } from "./metric/summary.js";
export type {
  CounterSeries as CounterHandle,
  GaugeSeries as GaugeHandle,
} from "./metric/value-series.js";
export type {
  Aggregation,
  Exemplar,
  HistogramFamily,
  HistogramSeries,
  HistogramValue,
  Labels,
  MetricFamily,
  MetricType,
  NativeBuckets,
  NativeHistogram,
  SummaryFamily,
  SummarySeries,
  SummaryValue,
  ValueFamily,
  ValueSeries,
} from "./metric-family.js";
export type { RegistryLike } from "./registry-like.js";
