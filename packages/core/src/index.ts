export { MetricsError, type MetricsErrorCode } from "./errors.js";
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
