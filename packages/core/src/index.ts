export type { Collector } from "./collector/collector.js";
export { registerCollector } from "./collector/register-collector.js";
export { targetInfo } from "./collector/target-info.js";
export { type DiagnoseOptions, diagnose } from "./doctor/diagnose.js";
export type { Finding, FindingCode, Severity } from "./doctor/finding.js";
export { MetricsError, type MetricsErrorCode } from "./errors.js";
export type { RenderOptions } from "./exposition/family-writer.js";
export {
  type GatherError,
  type Gathered,
  type GatherOptions,
  gather,
} from "./exposition/gather.js";
export { renderOpenMetrics, streamOpenMetrics } from "./exposition/openmetrics.js";
export { renderProtobuf } from "./exposition/protobuf.js";
export { renderText } from "./exposition/text.js";
export type { FamilySource } from "./family-source.js";
export type { ErrorClass, ExceptionFilter } from "./function/count-exceptions.js";
export type { MeasuringDecorator } from "./function/method-decorator.js";
export type { Timer } from "./function/timer.js";
export type { LabelFunction, LabelGetters } from "./http/label-reader.js";
export { type HttpMetricNames, httpMetricNames } from "./http/metric-names.js";
export type { LabelRole, PresetFamily } from "./http/preset.js";
export type { PresetName } from "./http/presets.js";
export type {
  AnyFunction,
  CounterInstrument,
  GaugeInstrument,
  GaugeInstrumentOptions,
  HistogramInstrument,
  HistogramInstrumentOptions,
  InstrumentOptions,
  SummaryInstrument,
  SummaryInstrumentOptions,
  Usable,
} from "./instrument/instrument.js";
export { DEFAULT_BUCKETS } from "./metric/buckets.js";
export { Counter } from "./metric/counter.js";
export { registryOf } from "./metric/family.js";
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
  SampleSuffix,
  Series,
  SummaryFamily,
  SummarySeries,
  SummaryValue,
  ValueFamily,
  ValueSeries,
} from "./metric-family.js";
export { createMetrics, type Metrics, type NodeHandler } from "./metrics.js";
export { mergeNative } from "./native/merge-native.js";
export { type BucketSpans, toSpans } from "./native/spans.js";
export type {
  AggregateOptions,
  Guard,
  Logger,
  MetricsOptions,
  NativeHistogramOptions,
  TrackOptions,
} from "./options/metrics-options.js";
export { processMetrics } from "./process/process-metrics.js";
export type { LastWork } from "./processes/leadership.js";
export {
  handOver,
  isFollower,
  type LedRegistry,
  onlyOneWorker,
} from "./processes/only-one-worker.js";
export type { RegistryLike } from "./registry-like.js";
export { fetchHandler } from "./server/fetch-handler.js";
export type { ScrapeServer, ServeOptions } from "./server/serve.js";
export {
  nodeHandler,
  type ScrapeSource,
  type StartServerOptions,
  startServer,
} from "./server/start-server.js";
