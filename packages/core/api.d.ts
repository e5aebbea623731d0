// index.d.ts
export type { Collector } from "./collector/collector.js";
export { registerCollector } from "./collector/register-collector.js";
export { targetInfo } from "./collector/target-info.js";
export { type DiagnoseOptions, diagnose } from "./doctor/diagnose.js";
export type { Finding, FindingCode, Severity } from "./doctor/finding.js";
export { MetricsError, type MetricsErrorCode } from "./errors.js";
export type { RenderOptions } from "./exposition/family-writer.js";
export { type GatherError, type Gathered, type GatherOptions, gather, } from "./exposition/gather.js";
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
export type { AnyFunction, CounterInstrument, GaugeInstrument, GaugeInstrumentOptions, HistogramInstrument, HistogramInstrumentOptions, InstrumentOptions, SummaryInstrument, SummaryInstrumentOptions, Usable, } from "./instrument/instrument.js";
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
export type { CounterSeries as CounterHandle, GaugeSeries as GaugeHandle, } from "./metric/value-series.js";
export type { Aggregation, Exemplar, HistogramFamily, HistogramSeries, HistogramValue, Labels, MetricFamily, MetricType, NativeBuckets, NativeHistogram, SampleSuffix, Series, SummaryFamily, SummarySeries, SummaryValue, ValueFamily, ValueSeries, } from "./metric-family.js";
export { createMetrics, type Metrics, type NodeHandler } from "./metrics.js";
export { mergeNative } from "./native/merge-native.js";
export { type BucketSpans, toSpans } from "./native/spans.js";
export type { AggregateOptions, Guard, Logger, MetricsOptions, NativeHistogramOptions, TrackOptions, } from "./options/metrics-options.js";
export { processMetrics } from "./process/process-metrics.js";
export type { LastWork } from "./processes/leadership.js";
export { handOver, isFollower, type LedRegistry, onlyOneWorker, } from "./processes/only-one-worker.js";
export type { RegistryLike } from "./registry-like.js";
export { fetchHandler } from "./server/fetch-handler.js";
export type { ScrapeServer, ServeOptions } from "./server/serve.js";
export { nodeHandler, type ScrapeSource, type StartServerOptions, startServer, } from "./server/start-server.js";

// adapter.d.ts
export { type Attached, attach } from "./attach.js";
export { type ContextFramework, type ContextMetrics, type ContextOptions, contextMiddleware, } from "./context-middleware.js";
export { hasPath, pathOf } from "./http/exclusion.js";
export { type Framework, NO_FRAMEWORK } from "./http/framework.js";
export type { HttpMetrics } from "./http/http-metrics.js";
export type { Measurement } from "./http/measurement.js";
export { excludeEverywhere } from "./http/open-requests.js";
export type { RawExchange } from "./http/request-arguments.js";
export { stateOf } from "./http/request-state.js";
export { Route } from "./http/route.js";
export { noteErrors, noteUnhandled } from "./http/unhandled-error.js";
export { internalsOf, type MetricsInternals } from "./metrics.js";

// testing.d.ts
import { type ParsedSample } from "./parsing/sample-line.js";
export type { ParsedSample } from "./parsing/sample-line.js";
export declare function parseExposition(text: string): ParsedSample[];
export declare function sampleValue(exposition: string | readonly ParsedSample[], name: string, labels?: Readonly<Record<string, string | number>>): number | undefined;

// collector/collector.d.ts
import type { MetricFamily } from "../metric-family.js";
export interface Collector {
    describe?(): Iterable<Pick<MetricFamily, "name" | "type">>;
    collect(): Families | Promise<Families>;
}
type Families = Iterable<MetricFamily> | AsyncIterable<MetricFamily>;
export interface CollectorSource {
    metricFamilies(names: ReadonlySet<string>): Promise<MetricFamily[]>;
}
export declare function isCollectorSource(metric: object): metric is CollectorSource;
export {};

// collector/register-collector.d.ts
import type { RegistryLike } from "../registry-like.js";
import type { Collector } from "./collector.js";
export declare function registerCollector(collector: Collector, registry?: RegistryLike): () => void;

// collector/target-info.d.ts
import { Info } from "../metric/info.js";
import type { RegistryLike } from "../registry-like.js";
export declare function targetInfo(labels: Readonly<Record<string, unknown>>, registry?: RegistryLike): Info;

// doctor/diagnose.d.ts
import type { RegistryLike } from "../registry-like.js";
import { type Finding } from "./finding.js";
export interface DiagnoseOptions {
    readonly limit?: number;
    readonly slo?: number;
    readonly again?: number;
}
export declare function diagnose(registries: RegistryLike | readonly RegistryLike[], options?: DiagnoseOptions): Promise<Finding[]>;

// doctor/finding.d.ts
export type Severity = "error" | "warning" | "info";
export type FindingCode = "unreadable-exposition" | "broken-histogram" | "duplicate-series" | "clashing-metric" | "failed-collector" | "split-registry" | "counter-went-back" | "raw-url-label" | "personal-data-label" | "id-label" | "series-limit-reached" | "series-near-limit" | "growing-series" | "long-label" | "heavy-metric" | "too-many-labels" | "too-many-buckets" | "observations-above-buckets" | "observations-below-buckets" | "slo-without-bucket" | "counter-without-total" | "not-base-unit" | "missing-type" | "missing-help" | "summary-quantiles" | "unused-metric" | "unchanged-metric";
export declare const FINDINGS: Readonly<Record<FindingCode, {
    readonly severity: Severity;
    readonly wayOut: string;
}>>;
export interface Finding {
    readonly code: FindingCode;
    readonly severity: Severity;
    readonly metric?: string;
    readonly label?: string;
    readonly message: string;
    readonly wayOut: string;
}
export declare function finding(code: FindingCode, message: string, about?: {
    readonly metric?: string | undefined;
    readonly label?: string;
}): Finding;
export declare function bySeverity(a: Finding, b: Finding): number;

// errors.d.ts
export type MetricsErrorCode = "RM_ERR_INVALID_OPTION" | "RM_ERR_INVALID_NAME" | "RM_ERR_INVALID_LABEL" | "RM_ERR_INVALID_BUCKETS" | "RM_ERR_INVALID_VALUE" | "RM_ERR_DUPLICATE_METRIC" | "RM_ERR_INVALID_USE" | "RM_ERR_SERVER" | "RM_ERR_DOCTOR" | "RM_ERR_PUSH" | "RM_ERR_STORAGE" | "RM_ERR_STORAGE_BUCKET" | "RM_ERR_STORAGE_CREDENTIALS" | "RM_ERR_STORAGE_DOCUMENT" | "RM_ERR_STORAGE_NOT_FOUND" | "RM_ERR_STORAGE_TIMEOUT" | "RM_ERR_STORAGE_UNREACHABLE" | "RM_ERR_WORKFLOW";
export declare class MetricsError extends Error {
    readonly name = "MetricsError";
    readonly code: MetricsErrorCode;
    constructor(code: MetricsErrorCode, message: string, options?: ErrorOptions);
}

// exposition/family-writer.d.ts
import type { Series } from "../metric-family.js";
import type { ByteWriter } from "./byte-writer.js";
import type { ExposedFamily } from "./exposed-family.js";
import type { Format } from "./format.js";
export interface RenderOptions {
    readonly created?: boolean;
}
export interface FamilyWriter {
    readonly out: ByteWriter;
    readonly headHasLength: boolean;
    writeHead(exposed: ExposedFamily, seriesLength: number): void;
    writeSeries(exposed: ExposedFamily, series: Series): void;
    rewriteSeries(exposed: ExposedFamily, series: Series, start: number, end: number): void;
    writeEnd(): void;
}
export declare function createWriter(format: Format, options?: RenderOptions): FamilyWriter;

// exposition/gather.d.ts
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { type Collected, type GatherOptions } from "./collect.js";
import type { GatherError } from "./gather-error.js";
export type { GatherError, GatherOptions };
export interface Gathered {
    readonly families: MetricFamily[];
    readonly errors: GatherError[];
}
export declare function gather(registries: RegistryLike | readonly RegistryLike[], options?: GatherOptions): Promise<Gathered>;
export declare function copyCollected({ families, errors }: Collected): Promise<Gathered>;

// exposition/openmetrics.d.ts
import type { MetricFamily } from "../metric-family.js";
import type { RenderOptions } from "./family-writer.js";
export declare function renderOpenMetrics(families: Iterable<MetricFamily>, options?: RenderOptions): string;
export declare function streamOpenMetrics(families: Iterable<MetricFamily>, options?: RenderOptions): AsyncGenerator<Uint8Array, void, undefined>;

// exposition/protobuf.d.ts
import type { MetricFamily } from "../metric-family.js";
export declare function renderProtobuf(families: Iterable<MetricFamily>): Uint8Array;

// exposition/text.d.ts
import type { MetricFamily } from "../metric-family.js";
export declare function renderText(families: Iterable<MetricFamily>): string;

// family-source.d.ts
import type { MetricFamily } from "./metric-family.js";
export interface FamilySource {
    metricFamily(): MetricFamily | Promise<MetricFamily>;
}
export declare function isFamilySource(metric: object): metric is FamilySource;

// function/count-exceptions.d.ts
import type { MeasuringDecorator } from "./method-decorator.js";
import type { AnyFunction } from "./wrap-function.js";
export type ErrorClass = abstract new (...args: never[]) => Error;
export type ExceptionFilter = ErrorClass | readonly ErrorClass[] | ((error: unknown) => boolean);
export declare function countExceptions(current: () => {
    inc(): void;
}, target: AnyFunction | ErrorClass | readonly ErrorClass[] | undefined, filter?: ExceptionFilter): AnyFunction | MeasuringDecorator;

// function/method-decorator.d.ts
import type { AnyFunction } from "./wrap-function.js";
interface MethodContext {
    readonly kind: "method";
    readonly name: string | symbol;
}
export interface MeasuringDecorator<F extends AnyFunction = AnyFunction> {
    <G extends F>(method: G, context: MethodContext): G;
    <G extends F>(target: object, key: PropertyKey, descriptor: TypedPropertyDescriptor<G>): TypedPropertyDescriptor<G>;
}
export declare function methodDecorator(wrap: (method: AnyFunction) => AnyFunction): MeasuringDecorator;
export declare function applyDecorator(args: readonly unknown[], wrap: (method: AnyFunction) => AnyFunction): unknown;
export {};

// function/timer.d.ts
import type { LabelValues } from "../metric/label-values.js";
export interface Timer<Name extends string = never> {
    (labels?: Partial<LabelValues<Name>>): number;
    end(labels?: Partial<LabelValues<Name>>): number;
    labels(values: Partial<LabelValues<Name>>): void;
    readonly duration: number;
    [Symbol.dispose](): void;
}
export declare function startTimer<Name extends string>(initial: Partial<LabelValues<Name>>, record: (seconds: number, labels: Partial<LabelValues<Name>>) => void): Timer<Name>;

// http/label-reader.d.ts
import type { Family } from "../metric/family.js";
import { type LabelValue } from "../metric/label-values.js";
import type { Series } from "../metric/series.js";
import type { Warn } from "../metric/warning.js";
export type LabelFunction<Request, Response> = (request: Request, response: Response) => LabelValue | readonly string[];
export type LabelGetters<Request, Response> = Readonly<Record<string, LabelValue | LabelFunction<Request, Response>>>;
export declare const LABEL_ERROR = "error";
export declare class LabelReader {
    #private;
    readonly names: readonly string[];
    readonly constants: readonly string[] | undefined;
    constructor(labels?: LabelGetters<never, never>);
    read(request: unknown, response: unknown, metric: Family<Series>, warn: Warn): string[];
    constantLabels(): Record<string, string>;
}
export declare function labelOf(getter: (request: unknown, response: unknown) => unknown, request: unknown, response: unknown, metric: Family<Series> | undefined, warn: Warn): string;

// http/metric-names.d.ts
import type { MetricsOptions } from "../options/metrics-options.js";
import { type PresetFamily } from "./preset.js";
export interface HttpMetricNames {
    readonly duration?: PresetFamily;
    readonly durationSummary?: PresetFamily;
    readonly total?: PresetFamily;
    readonly exceptions?: PresetFamily;
    readonly inFlight?: PresetFamily;
    readonly requestSize?: PresetFamily;
    readonly responseSize?: PresetFamily;
    readonly timeToFirstByte?: PresetFamily;
    readonly buckets: readonly number[];
    readonly extraLabels: readonly string[];
}
export declare function httpMetricNames<Request = never, Response = never>(options?: MetricsOptions<Request, Response>): HttpMetricNames[];

// http/preset.d.ts
import type { TrackOptions } from "../options/metrics-options.js";
export type LabelRole = "method" | "path" | "status" | "errorType";
export interface PresetFamily {
    readonly name: string;
    readonly labels: Readonly<Record<string, LabelRole>>;
}
export declare const CLIENT_CLOSED = 0;
export type DurationKind = "histogram" | "summary" | "both" | false;
export interface Preset {
    readonly prefix?: string;
    readonly duration: PresetFamily;
    readonly milliseconds?: boolean;
    readonly overall?: readonly OverallFamily[];
    readonly summary?: {
        readonly name?: string;
        readonly percentiles: readonly number[];
    };
    readonly total?: PresetFamily;
    readonly exceptions?: PresetFamily;
    readonly inFlight?: PresetFamily;
    readonly requestSize?: PresetFamily;
    readonly responseSize?: PresetFamily;
    readonly timeToFirstByte?: PresetFamily;
    readonly buckets: readonly number[];
    readonly sizeBuckets: readonly number[];
    readonly sizesOfNothing?: boolean;
    readonly unmatched: string;
    readonly status: (code: number) => string;
    readonly errorType?: (code: number) => string;
    readonly method?: (method: string) => string;
    readonly leftOut?: {
        readonly methods: readonly string[];
        readonly unmatched: boolean;
    };
    readonly routeNames?: boolean;
    readonly gauges?: PresetGauges;
    readonly durationKind?: DurationKind;
    readonly track?: TrackOptions;
    readonly textOnly?: boolean;
}
export interface OverallFamily {
    readonly name: string;
    readonly help: string;
    readonly statuses: RegExp;
}
export type MemoryPart = "rss" | "heapTotal" | "heapUsed" | "external";
export interface PresetGauges {
    readonly up?: string;
    readonly applicationVersion?: string;
    readonly memory?: Readonly<Record<MemoryPart, string>>;
    readonly cpuPercentage?: string;
    readonly openConnections?: string;
}
export declare const statusOrClosed: (code: number) => string;
export declare function prefixedName(preset: Preset, prefix: string | undefined, name: string): string;
export declare function summaryFamily({ duration, summary }: Preset, kind: DurationKind): PresetFamily;

// http/presets.d.ts
import { type Preset } from "./preset.js";
export type PresetName = "default" | "classic" | "opentelemetry" | "opentelemetry-js" | "flask" | "fastify-metrics" | "express-prom-bundle" | "promster" | "prometheus-api-metrics" | "swagger-stats";
export declare const PRESETS: Readonly<Record<PresetName, Preset>>;
export declare function presetNamesOf(preset?: PresetName | readonly PresetName[]): PresetName[];

// instrument/instrument.d.ts
import type { LabelGetters } from "../http/label-reader.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import type { LabelValue, LabelValues } from "../metric/label-values.js";
import type { SummarySeries } from "../metric/summary.js";
import type { CounterSeries, GaugeSeries } from "../metric/value-series.js";
import type { Labels } from "../metric-family.js";
export type AnyFunction = (...args: never[]) => unknown;
export interface Usable {
    <F extends AnyFunction>(fn: F): F;
    <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F;
    <F extends AnyFunction>(target: object, key: PropertyKey, descriptor: TypedPropertyDescriptor<F>): TypedPropertyDescriptor<F>;
    (context: object, next: () => Promise<void>): Promise<void>;
    (request: unknown, response: unknown, next: (error?: never) => unknown): void;
}
interface Labelled<Series> {
    labels(values: LabelValues<string>): Series;
    remove(values: LabelValues<string>): boolean;
}
export interface CounterInstrument extends Usable, Labelled<CounterSeries> {
    inc(amount?: number, exemplarLabels?: Labels): void;
}
export interface GaugeInstrument extends Usable, Labelled<GaugeSeries> {
    inc(amount?: number): void;
    dec(amount?: number): void;
    set(value: number): void;
}
export interface HistogramInstrument extends Usable, Labelled<HistogramSeries> {
    observe(value: number, exemplarLabels?: Labels): void;
}
export interface SummaryInstrument extends Usable, Labelled<SummarySeries> {
    observe(value: number): void;
}
export interface InstrumentOptions<Request, Response> {
    readonly labels?: LabelGetters<Request, Response>;
    readonly initialValue?: boolean;
}
export interface GaugeInstrumentOptions<Request> {
    readonly labels?: Readonly<Record<string, LabelValue | ((request: Request) => LabelValue | readonly string[])>>;
    readonly initialValue?: boolean;
}
export interface HistogramInstrumentOptions<Request, Response> extends InstrumentOptions<Request, Response> {
    readonly buckets?: readonly number[];
}
export interface SummaryInstrumentOptions<Request, Response> extends InstrumentOptions<Request, Response> {
    readonly percentiles?: readonly number[];
}
export {};

// metric/buckets.d.ts
export declare const DEFAULT_BUCKETS: readonly number[];
export declare function checkBuckets(metric: string, buckets: readonly number[]): readonly number[];

// metric/counter.d.ts
import { type ErrorClass, type ExceptionFilter } from "../function/count-exceptions.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { Labels, ValueSeries } from "../metric-family.js";
import { Family } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { CounterSeries } from "./value-series.js";
export declare class Counter<const Name extends string = never> extends Family<CounterSeries, Name> {
    #private;
    readonly type = "counter";
    constructor(options: FamilyOptions<Name>);
    inc(amount?: number, exemplarLabels?: Labels): void;
    countExceptions(classes?: ErrorClass | readonly ErrorClass[]): MeasuringDecorator;
    countExceptions<F extends AnyFunction>(fn: F, filter?: ExceptionFilter): F;
    viewSeries(series: CounterSeries): ValueSeries;
    protected createSeries(labelValues: readonly string[]): CounterSeries;
    readSeries(series: CounterSeries): ValueSeries;
}

// metric/family.d.ts
import type { FamilySource } from "../family-source.js";
import type { LiveFamily, LiveFamilySource, LiveSource } from "../live-family.js";
import type { Aggregation, FamilyHead, Labels, MetricFamily, Series as SeriesData } from "../metric-family.js";
import type { OptionRules } from "../options/option-rules.js";
import type { RegistryLike } from "../registry-like.js";
import type { FamilyOptions } from "./family-options.js";
import { type LabelValues } from "./label-values.js";
import { type PromClientMetric } from "./prom-client-metric.js";
import type { Definition } from "./registration.js";
import type { Series } from "./series.js";
import { SeriesMap } from "./series-map.js";
import { WarnOnce } from "./warning.js";
interface KindOptions {
    readonly suffix?: string;
    readonly reserved?: readonly string[];
    readonly without?: readonly string[];
    readonly accepts?: OptionRules;
}
export declare abstract class Family<S extends Series, Name extends string = string> implements FamilySource, LiveFamilySource, LiveSource<S>, Definition {
    #private;
    abstract readonly type: MetricFamily["type"];
    readonly help: string;
    readonly unit: string | undefined;
    readonly labelNames: readonly Name[];
    readonly aggregation: Aggregation;
    readonly liveOnly: boolean;
    readonly maxSeries: number;
    overflowed: number;
    labelErrors: number;
    gathering: number;
    protected readonly warnings: WarnOnce;
    constructor(options: FamilyOptions<Name>, { suffix, reserved, without, accepts }?: KindOptions);
    protected get seriesMap(): SeriesMap<S>;
    get name(): string;
    set name(name: string);
    get aggregator(): string;
    get shape(): string;
    labels(values: LabelValues<Name>): S;
    series(labelValues: readonly string[]): S;
    get full(): boolean;
    get size(): number;
    get membership(): number;
    allSeries(): Iterable<S>;
    remove(values: LabelValues<Name>): boolean;
    removeBy(values: Partial<LabelValues<Name>>): number;
    clear(): void;
    reset(): void;
    refuse(method: string, value: unknown): void;
    metricFamily(): MetricFamily | Promise<MetricFamily>;
    liveFamily(): LiveFamily | undefined;
    abstract readSeries(series: S): SeriesData | readonly SeriesData[];
    viewSeries(series: S): SeriesData | readonly SeriesData[];
    get(): Promise<PromClientMetric>;
    protected abstract createSeries(labelValues: readonly string[]): S;
    protected toFamily(): MetricFamily | Promise<MetricFamily>;
    protected settle(): void;
    protected gatherWith(source: Family<S, string>): void;
    protected beginGathering(): void;
    protected drop(series: S): void;
    protected labelsOf(series: Series): Labels;
    protected get head(): FamilyHead;
    protected only(): S;
}
export declare function registryOf(registry: RegistryLike | null | undefined): RegistryLike | null;
export {};

// metric/family-options.d.ts
import type { Aggregation } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import type { Warn } from "./warning.js";
export interface FamilyOptions<Name extends string = never> {
    readonly name: string;
    readonly help: string;
    readonly labelNames?: readonly Name[];
    readonly namespace?: string;
    readonly subsystem?: string;
    readonly unit?: string;
    readonly registry?: RegistryLike | null;
    readonly maxSeries?: number;
    readonly ttl?: number;
    readonly aggregation?: Aggregation;
    readonly liveOnly?: boolean;
    readonly warn?: Warn;
}

// metric/gauge.d.ts
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { ValueSeries } from "../metric-family.js";
import type { FamilyOptions } from "./family-options.js";
import { TimedFamily } from "./timed-family.js";
import { GaugeSeries } from "./value-series.js";
export declare class Gauge<const Name extends string = never> extends TimedFamily<GaugeSeries, Name> {
    readonly type = "gauge";
    constructor(options: FamilyOptions<Name>);
    inc(amount?: number): void;
    dec(amount?: number): void;
    set(value: number): void;
    setToCurrentTime(): void;
    setFunction(read: () => number): void;
    trackInProgress(): MeasuringDecorator;
    trackInProgress<F extends AnyFunction>(fn: F): F;
    protected createSeries(labelValues: readonly string[]): GaugeSeries;
    readSeries(series: GaugeSeries): ValueSeries;
}

// metric/histogram.d.ts
import type { HistogramSeries as HistogramData, Labels } from "../metric-family.js";
import type { NativeHistogramOptions } from "../options/metrics-options.js";
import type { DeferredObservations } from "./deferred-observations.js";
import type { FamilyOptions } from "./family-options.js";
import { HistogramSeries } from "./histogram-series.js";
import type { SeriesMap } from "./series-map.js";
import { TimedFamily } from "./timed-family.js";
export interface HistogramOptions<Name extends string = never> extends FamilyOptions<Name> {
    readonly buckets?: readonly number[];
    readonly nativeHistogram?: boolean | NativeHistogramOptions;
}
export declare class Histogram<const Name extends string = never> extends TimedFamily<HistogramSeries, Name> {
    #private;
    readonly type = "histogram";
    readonly upperBounds: readonly number[];
    constructor(options: HistogramOptions<Name>);
    get shape(): string;
    observe(value: number, exemplarLabels?: Labels): void;
    defer(observations: DeferredObservations): void;
    protected get seriesMap(): SeriesMap<HistogramSeries>;
    protected createSeries(labelValues: readonly string[]): HistogramSeries;
    protected drop(series: HistogramSeries): void;
    protected settle(): void;
    readSeries(series: HistogramSeries): HistogramData;
    viewSeries(series: HistogramSeries): HistogramData;
}

// metric/histogram-series.d.ts
import type { Exemplar, HistogramValue, Labels } from "../metric-family.js";
import type { NativeReading } from "../native/native-reading.js";
import type { HistogramStore } from "./histogram-store.js";
import { TimedSeries } from "./timed-series.js";
export interface HistogramReading {
    readonly counts: number[];
    sum: number;
    count: number;
    exemplars: readonly (Exemplar | undefined)[] | undefined;
}
export declare class HistogramSeries extends TimedSeries {
    private readonly store;
    private native;
    private counts;
    private at;
    private sums;
    private sumAt;
    constructor(store: HistogramStore, labelValues: readonly string[]);
    observe(value: number, exemplarLabels?: Labels): void;
    observeAt(values: Float64Array, index: number): void;
    recordDuration(seconds: number): void;
    get sum(): number;
    get count(): number;
    get latestExemplar(): Exemplar | undefined;
    read(reading: HistogramReading): void;
    readNative(reading: NativeReading): boolean;
    snapshot(): HistogramValue;
    reset(): void;
    release(): void;
    private get exemplars();
    private countOf;
    private observeWritten;
    private widen;
    private startAnew;
    private keepExemplar;
}

// metric/info.d.ts
import type { Labels, ValueSeries } from "../metric-family.js";
import { Family } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { Series } from "./series.js";
type Owner = Pick<Family<InfoSeries>, "name" | "labelNames" | "gathering">;
export declare class InfoSeries extends Series {
    #private;
    values: Labels;
    constructor(family: Owner, labelValues: readonly string[]);
    info(values: Readonly<Record<string, unknown>>): void;
    changedSince(): boolean;
    reset(): void;
}
export declare class Info<const Name extends string = never> extends Family<InfoSeries, Name> {
    readonly type = "info";
    constructor(options: Omit<FamilyOptions<Name>, "unit">);
    info(values: Readonly<Record<string, unknown>>): void;
    protected createSeries(labelValues: readonly string[]): InfoSeries;
    readSeries(series: InfoSeries): ValueSeries;
}
export {};

// metric/label-values.d.ts
export type LabelValue = string | number | boolean | bigint | null | undefined;
export type LabelValues<Name extends string> = Readonly<Record<Name, LabelValue>>;
export declare function labelText(value: unknown): string;
export declare function orderedValues(metric: string, names: readonly string[], values: Readonly<Record<string, unknown>>): string[];

// metric/state-set.d.ts
import type { ValueSeries } from "../metric-family.js";
import { Family } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { Series } from "./series.js";
export interface StateSetOptions<Name extends string = never, State extends string = string> extends Omit<FamilyOptions<Name>, "unit"> {
    readonly states: readonly State[];
}
export declare class StateSeries<State extends string = string> extends Series {
    #private;
    active: State;
    constructor(family: {
        readonly gathering: number;
    }, states: readonly State[], labelValues: readonly string[]);
    state(state: State): void;
    changedSince(): boolean;
    reset(): void;
}
export declare class StateSet<const Name extends string = never, const State extends string = string> extends Family<StateSeries<State>, Name> {
    #private;
    readonly type = "stateset";
    constructor(options: StateSetOptions<Name, State>);
    get shape(): string;
    state(state: State): void;
    protected createSeries(labelValues: readonly string[]): StateSeries<State>;
    readSeries(series: StateSeries<State>): readonly ValueSeries[];
}

// metric/summary.d.ts
import { Summary as PromClientSummary } from "prom-client";
import type { LiveFamily } from "../live-family.js";
import type { MetricFamily, SummarySeries as SummaryData, SummaryValue } from "../metric-family.js";
import type { FamilyOptions } from "./family-options.js";
import type { SeriesOwner } from "./series.js";
import { TimedFamily } from "./timed-family.js";
import { TimedSeries } from "./timed-series.js";
type Quantiles = SummaryValue["quantiles"];
export interface SummaryOptions<Name extends string = never> extends FamilyOptions<Name> {
    readonly percentiles?: readonly number[];
    readonly maxAgeSeconds?: number;
    readonly ageBuckets?: number;
}
export declare class Summary<const Name extends string = never> extends TimedFamily<SummarySeries, Name> {
    #private;
    readonly type = "summary";
    constructor(options: SummaryOptions<Name>);
    get shape(): string;
    observe(value: number): void;
    protected createSeries(labelValues: readonly string[]): SummarySeries;
    liveFamily(): LiveFamily | undefined;
    readSeries(series: SummarySeries, quantiles?: Quantiles): SummaryData;
    protected toFamily(): MetricFamily | Promise<MetricFamily>;
}
export declare class SummarySeries extends TimedSeries {
    #private;
    count: number;
    sum: number;
    constructor(family: SeriesOwner, labelValues: readonly string[], estimator: PromClientSummary | undefined);
    observe(value: number): void;
    recordDuration(seconds: number): void;
    quantiles(): Promise<Quantiles>;
    reset(): void;
}
export {};

// metric/value-series.d.ts
import { type ErrorClass, type ExceptionFilter } from "../function/count-exceptions.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { Exemplar, Labels } from "../metric-family.js";
import type { Family } from "./family.js";
import { Series } from "./series.js";
import { TimedSeries } from "./timed-series.js";
type Owner = Family<Series>;
export declare class CounterSeries extends Series {
    #private;
    value: number;
    exemplar: Exemplar | undefined;
    constructor(family: Owner, labelValues: readonly string[]);
    inc(amount?: number, exemplarLabels?: Labels): void;
    countExceptions(classes?: ErrorClass | readonly ErrorClass[]): MeasuringDecorator;
    countExceptions<F extends AnyFunction>(fn: F, filter?: ExceptionFilter): F;
    reset(): void;
}
export declare class GaugeSeries extends TimedSeries {
    #private;
    changed: number;
    constructor(family: Owner, labelValues: readonly string[]);
    get value(): number;
    changedSince(gathering: number): boolean;
    inc(amount?: number): void;
    dec(amount?: number): void;
    set(value: number): void;
    setToCurrentTime(): void;
    setFunction(read: () => number): void;
    recordDuration(seconds: number): void;
    trackInProgress(): MeasuringDecorator;
    trackInProgress<F extends AnyFunction>(fn: F): F;
    reset(): void;
}
export {};

// metric-family.d.ts
export type Labels = Readonly<Record<string, string>>;
export interface Exemplar {
    readonly labels: Labels;
    readonly value: number;
    readonly timestamp?: number;
}
export interface NativeBuckets {
    readonly indices: readonly number[];
    readonly counts: readonly number[];
}
export interface NativeHistogram {
    readonly schema: number;
    readonly zeroThreshold: number;
    readonly zeroCount: number;
    readonly positive: NativeBuckets;
    readonly negative: NativeBuckets;
    readonly exemplars: readonly Exemplar[];
}
export interface HistogramValue {
    readonly upperBounds: readonly number[];
    readonly counts: readonly number[];
    readonly sum: number;
    readonly count: number;
    readonly exemplars?: readonly (Exemplar | undefined)[] | undefined;
    readonly native?: NativeHistogram | undefined;
}
export interface SummaryValue {
    readonly count: number;
    readonly sum: number;
    readonly quantiles: readonly {
        readonly quantile: number;
        readonly value: number;
    }[];
}
interface SeriesBase {
    readonly labels: Labels;
    readonly created?: number;
    readonly timestamp?: number;
}
export interface ValueSeries extends SeriesBase {
    readonly value: number;
    readonly exemplar?: Exemplar | undefined;
    readonly changed?: number;
}
export interface HistogramSeries extends SeriesBase {
    readonly histogram: HistogramValue;
}
export interface SummarySeries extends SeriesBase {
    readonly summary: SummaryValue;
}
export type Aggregation = "sum" | "min" | "max" | "average" | "first" | "mostRecent" | "perWorker" | "omit";
export type SampleSuffix = "" | "_bucket" | "_sum" | "_count" | "_created";
interface FamilyBase {
    readonly name: string;
    readonly help: string;
    readonly unit?: string;
    readonly aggregation?: Aggregation;
    readonly liveOnly?: boolean;
    readonly samples?: readonly SampleSuffix[];
}
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
export type MetricFamily = ValueFamily | HistogramFamily | SummaryFamily;
export type MetricType = MetricFamily["type"];
export type Series = ValueSeries | HistogramSeries | SummarySeries;
export {};

// metrics.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Gathered } from "./exposition/gather.js";
import type { Rendered } from "./exposition/rendered.js";
import { type RenderRequest } from "./exposition/scraper.js";
import type { HttpMetrics } from "./http/http-metrics.js";
import type { CounterInstrument, GaugeInstrument, GaugeInstrumentOptions, HistogramInstrument, HistogramInstrumentOptions, InstrumentOptions, SummaryInstrument, SummaryInstrumentOptions, Usable } from "./instrument/instrument.js";
import { Gauge } from "./metric/gauge.js";
import { Info } from "./metric/info.js";
import type { Guard, MetricsOptions } from "./options/metrics-options.js";
import type { RegistryLike } from "./registry-like.js";
import { type ScrapeServer, type ServeOptions } from "./server/serve.js";
export interface Metrics<Request = never, Response = never> {
    readonly registry: RegistryLike;
    counter(name: string, help: string, options?: InstrumentOptions<Request, Response>): CounterInstrument;
    gauge(name: string, help: string, options?: GaugeInstrumentOptions<Request>): GaugeInstrument;
    histogram(name: string, help: string, options?: HistogramInstrumentOptions<Request, Response>): HistogramInstrument;
    summary(name: string, help: string, options?: SummaryInstrumentOptions<Request, Response>): SummaryInstrument;
    info(name: string, help: string, labels: Readonly<Record<string, unknown>>): Gauge<string> | Info;
    doNotTrack(): Usable;
    excludeAll(): Usable;
    registerDefault(...instruments: readonly Usable[]): void;
    render(request?: RenderRequest): Promise<Rendered>;
    gather(options?: {
        readonly names?: readonly string[];
    }): Promise<Gathered>;
    isLeader(): boolean;
    handOver(work: (isLast: boolean) => Promise<void>): Promise<void>;
    handler(): NodeHandler;
    startServer(options: ServeOptions): Promise<ScrapeServer>;
    close(): Promise<void>;
}
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;
export interface MetricsInternals {
    readonly http: HttpMetrics;
    readonly options: MetricsOptions;
    readonly endpoint: string | false;
    readonly guard: Guard<unknown, unknown> | undefined;
}
export declare function internalsOf(metrics: object): MetricsInternals | undefined;
export declare function createMetrics<Request = never, Response = never>(options?: MetricsOptions<Request, Response>): Metrics<Request, Response>;

// native/merge-native.d.ts
import type { NativeHistogram } from "../metric-family.js";
export declare function mergeNative(a: NativeHistogram, b: NativeHistogram): NativeHistogram;

// native/spans.d.ts
import type { NativeBuckets } from "../metric-family.js";
export interface BucketSpans {
    readonly spans: readonly {
        readonly offset: number;
        readonly length: number;
    }[];
    readonly deltas: readonly number[];
}
export declare function toSpans({ indices, counts }: NativeBuckets): BucketSpans;

// options/metrics-options.d.ts
import type { LabelGetters } from "../http/label-reader.js";
import type { PresetName } from "../http/presets.js";
import type { Labels } from "../metric-family.js";
import type { NativeHistogramOptions } from "../native/native-options.js";
import type { RegistryLike } from "../registry-like.js";
export interface Logger {
    warn(message: string): void;
}
export type { NativeHistogramOptions };
export interface TrackOptions {
    readonly inFlight?: boolean;
    readonly exceptions?: boolean;
    readonly requestSize?: boolean;
    readonly responseSize?: boolean;
    readonly timeToFirstByte?: boolean;
}
export interface AggregateOptions {
    readonly processMetrics?: "perWorker" | "sum";
    readonly directory?: string;
}
export type Guard<Request, Response> = (request: Request, response: Response, next: (error?: unknown) => void) => unknown;
export interface MetricsOptions<Request = never, Response = never> {
    readonly registry?: RegistryLike | readonly RegistryLike[];
    readonly endpoint?: string | false;
    readonly guard?: Guard<Request, Response>;
    readonly preset?: PresetName | readonly PresetName[];
    readonly prefix?: string;
    readonly labels?: LabelGetters<Request, Response>;
    readonly groupBy?: "route" | "path" | ((request: Request, response: Response) => string);
    readonly unmatched?: string;
    readonly buckets?: readonly number[];
    readonly slo?: {
        readonly latency: number;
    };
    readonly preinitialise?: boolean;
    readonly nativeHistogram?: boolean | NativeHistogramOptions;
    readonly duration?: "histogram" | "summary" | "both" | false;
    readonly track?: TrackOptions;
    readonly defaults?: boolean;
    readonly exclude?: string | RegExp | ((request: Request) => boolean) | readonly (string | RegExp | ((request: Request) => boolean))[];
    readonly excludeFrom?: "defaults" | "all";
    readonly status?: (code: number) => string;
    readonly exemplars?: boolean | ((request: Request, response: Response) => Labels | undefined);
    readonly processMetrics?: boolean | readonly string[];
    readonly maxSeries?: number;
    readonly compression?: boolean;
    readonly aggregate?: boolean | "auto" | AggregateOptions;
    readonly logger?: Logger;
}

// process/process-metrics.d.ts
import type { RegistryLike } from "../registry-like.js";
export declare function processMetrics(registry: RegistryLike, which?: boolean | readonly string[]): () => void;

// processes/leadership.d.ts
import type { SharedFolder } from "./shared-folder.js";
export type LastWork = (isLast: boolean) => Promise<void>;
export declare class Leadership {
    #private;
    constructor(folder: SharedFolder, id: string);
    isOwn(): boolean;
    get hasSuccessor(): boolean;
    takePlace(): void;
    resign(): Promise<void>;
}

// processes/only-one-worker.d.ts
import type { Metrics } from "../metrics.js";
import type { RegistryLike } from "../registry-like.js";
import type { LastWork } from "./leadership.js";
export interface LedRegistry extends RegistryLike {
    isLeader(): boolean;
    handOver(work: LastWork): Promise<void>;
}
export declare function onlyOneWorker(m: Pick<Metrics, "gather" | "handOver" | "isLeader" | "registry">): LedRegistry;
export declare function isFollower(registries: RegistryLike | readonly RegistryLike[]): boolean;
export declare function handOver(registries: RegistryLike | readonly RegistryLike[], work: LastWork): Promise<void>;

// registry-like.d.ts
export interface RegistryLike {
    getMetricsAsArray(): readonly object[];
    getSingleMetric(name: string): object | undefined;
    registerMetric(metric: object): void;
    removeSingleMetric(name: string): void;
}

// server/fetch-handler.d.ts
import type { Rendered } from "../exposition/rendered.js";
import { type RenderRequest } from "../exposition/scraper.js";
import { type ScrapeSource } from "./start-server.js";
export type FetchHandler = (request: Request) => Promise<Response>;
export declare function fetchHandler(options?: ScrapeSource): FetchHandler;
export declare function fetchHandlerOf(render: (request: RenderRequest) => Promise<Rendered>): FetchHandler;

// server/serve.d.ts
import { type IncomingMessage, type ServerResponse } from "node:http";
import { type ServerOptions } from "node:https";
import { type OptionRules } from "../options/option-rules.js";
export interface ServeOptions {
    readonly port: number;
    readonly host?: string;
    readonly path?: string;
    readonly tls?: ServerOptions;
    readonly keepProcess?: boolean;
}
export interface ScrapeServer {
    readonly url: string;
    readonly port: number;
    close(): Promise<void>;
}
export declare function serve(handler: (request: IncomingMessage, response: ServerResponse) => void, options: ServeOptions): Promise<ScrapeServer>;
export declare const SERVE_RULES: OptionRules;

// server/start-server.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
import type { RegistryLike } from "../registry-like.js";
import { type ScrapeServer, type ServeOptions } from "./serve.js";
export interface ScrapeSource {
    readonly registry?: RegistryLike | readonly RegistryLike[];
}
export interface StartServerOptions extends ServeOptions, ScrapeSource {
    readonly processMetrics?: boolean | readonly string[];
}
export declare function startServer(options: StartServerOptions): Promise<ScrapeServer>;
export declare function nodeHandler(options?: ScrapeSource): (request: IncomingMessage, response: ServerResponse) => void;
export declare function registriesOf(options: ScrapeSource, handler: string): readonly RegistryLike[];

// attach.d.ts
import { type Metrics, type MetricsInternals, type NodeHandler } from "./metrics.js";
import type { MetricsOptions } from "./options/metrics-options.js";
import { type FetchHandler } from "./server/fetch-handler.js";
export interface Attached<M = unknown> extends MetricsInternals {
    readonly metrics: M;
    readonly scrape: NodeHandler;
    readonly fetchScrape: FetchHandler;
    isScrape(url: string | undefined): boolean;
}
export declare function attach<Request, Response>(given: MetricsOptions<Request, Response> | Metrics<Request, Response>): Attached<Metrics<Request, Response>>;

// context-middleware.d.ts
import type { ServerResponse } from "node:http";
import { type Attached } from "./attach.js";
import type { Framework } from "./http/framework.js";
import type { Metrics } from "./metrics.js";
import type { MetricsOptions } from "./options/metrics-options.js";
type Next = () => Promise<void>;
type Middleware<Context> = (context: Context, next: Next) => Promise<void>;
export interface ContextFramework<Context> extends Framework<Context, ServerResponse> {
    url(context: Context): string;
    follow?(context: Context): void;
    scrape(context: Context, attached: Attached): void | Promise<void>;
}
export type ContextMetrics<Context> = Metrics<Context, ServerResponse>;
export interface ContextOptions<Context, Guard> extends Omit<MetricsOptions<Context, ServerResponse>, "guard"> {
    readonly guard?: Guard;
}
export declare function contextMiddleware<Context>(given: ContextOptions<Context, never> | ContextMetrics<Context>, framework: ContextFramework<Context>): Middleware<Context> & ContextMetrics<Context>;
export {};

// http/exclusion.d.ts
type Exclusion = string | RegExp | ((request: never) => boolean);
export type IsExcluded = (path: string, request: unknown) => boolean;
export declare function exclusionOf(exclude: Exclusion | readonly Exclusion[] | undefined): IsExcluded | undefined;
export declare function pathOf(url: string | undefined): string;
export declare function hasPath(url: string | undefined, path: string): boolean;
export {};

// http/framework.d.ts
import type { ServerResponse } from "node:http";
import type { RequestView } from "./request-view.js";
import type { Route } from "./route.js";
export interface Framework<Request = unknown, Response = unknown> {
    route(request: Request, response: Response): Route | string | undefined;
    routeName?(request: Request): string | undefined;
    failed?(request: Request, response: Response): boolean;
    statusCode?(response: ServerResponse): number;
    swapView?(request: Request): void;
    viewOf?(request: Request): RequestView | undefined;
}
export declare const NO_FRAMEWORK: Framework;

// http/http-metrics.d.ts
import type { IncomingMessage } from "node:http";
import { DefaultInstruments } from "./default-instruments.js";
import { EndedRequests } from "./ended-requests.js";
import { type Framework } from "./framework.js";
import type { HttpMetricsSettings } from "./http-metrics-settings.js";
import { Measurement } from "./measurement.js";
import type { RawExchange } from "./request-arguments.js";
export declare class HttpMetrics {
    readonly settings: HttpMetricsSettings;
    readonly defaultInstruments: DefaultInstruments;
    readonly ended: EndedRequests;
    private readonly inFlight;
    private readonly isPlain;
    begun: number;
    private prepared;
    constructor(settings: HttpMetricsSettings);
    current(request: IncomingMessage): Measurement | undefined;
    prepare(raw: RawExchange): boolean;
    forget(measurement: Measurement): void;
    begin(framework: Framework, raw: RawExchange, request: unknown, response: unknown, measured?: boolean): Measurement;
    private beginOrdinary;
    private beginAny;
    private meetUnserved;
    beginPrepared(framework: Framework, request: IncomingMessage): boolean;
    private meetsOrdinary;
    preinitialise(path: string, method: string, routeName?: string): void;
    doNotTrack(measurement: Measurement): void;
    exclude(measurement: Measurement): void;
    private measure;
    private meetAgain;
    private leaveOut;
    private isCounted;
    private isLeftOut;
    private sharesFamilies;
}

// http/measurement.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Labels } from "../metric-family.js";
import type { Framework } from "./framework.js";
import type { HttpMetrics } from "./http-metrics.js";
import { MeasurementFlags } from "./measurement-flags.js";
import type { FinishedRequest } from "./request-recorder.js";
import { type RequestView } from "./request-view.js";
export interface RequestInstrument {
    end(measurement: Measurement, excluded: boolean): void;
}
export interface Watched {
    requestBytes: number;
    responseBytes: number;
    headersAt: number;
    span: unknown;
}
export declare class Measurement extends MeasurementFlags implements FinishedRequest {
    readonly http: HttpMetrics;
    framework: Framework;
    readonly rawRequest: IncomingMessage;
    readonly rawResponse: ServerResponse;
    request: unknown;
    response: unknown;
    method: number;
    startedAt: number;
    readonly next: Measurement | undefined;
    newer: Measurement | undefined;
    code: number;
    seconds: number;
    watched: Watched | undefined;
    exemplar: Labels | undefined;
    instruments: RequestInstrument[] | undefined;
    readonly socket: Socket | null;
    readonly isServed: boolean;
    constructor(http: HttpMetrics, framework: Framework, rawRequest: IncomingMessage, rawResponse: ServerResponse, request: unknown, response: unknown, next: Measurement | undefined, flags: number);
    get isOnlyPrepared(): boolean;
    startOrdinary(framework: Framework, method: number, at: number): void;
    start(method: number, at: number): void;
    get isLate(): boolean;
    carry(instrument: RequestInstrument, view?: RequestView): void;
    end(code?: number): void;
    get endsOrdinary(): boolean;
    private outcome;
    get requestBytes(): number;
    get responseBytes(): number;
    get secondsToFirstByte(): number;
    needWatched(): Watched;
}

// http/open-requests.d.ts
import type { IncomingMessage } from "node:http";
import type { HttpMetrics } from "./http-metrics.js";
import type { Measurement } from "./measurement.js";
export declare function measurementsOf(request: IncomingMessage): Measurement | undefined;
export declare function measurementBy(http: HttpMetrics, first: Measurement | undefined): Measurement | undefined;
export declare function knownBy(http: HttpMetrics, first: Measurement, measured: boolean): Measurement | undefined;
export declare function keepMeasurement(request: IncomingMessage, measurement: Measurement): void;
export declare function excludeEverywhere(request: IncomingMessage): void;

// http/request-arguments.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
export interface RawExchange {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
}
export interface Exchange {
    readonly request: unknown;
    readonly response: unknown;
    readonly raw: RawExchange;
}
export declare function exchangeIn(args: readonly unknown[]): Exchange | undefined;

// http/request-state.d.ts
import type { IncomingMessage } from "node:http";
export declare function stateOf(request: IncomingMessage): object;

// http/route.d.ts
export declare class Route {
    readonly template: string;
    knownBy: object | undefined;
    known: number;
    usual: number;
    first: object | undefined;
    constructor(template: string);
}
export declare function templateOf(route: Route | string | undefined): string | undefined;

// http/unhandled-error.d.ts
import type { IncomingMessage } from "node:http";
import type { Measurement } from "./measurement.js";
export declare function noteUnhandled(request: IncomingMessage): void;
export declare function noteErrors<Result>(request: IncomingMessage, next: () => Result): Result;
export declare function hasFailed(measurement: Measurement): boolean;

// parsing/sample-line.d.ts
export interface ParsedSample {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
    readonly timestamp?: number;
    readonly exemplar?: Omit<ParsedSample, "name" | "exemplar">;
}
export declare function parseSampleLine(line: string): ParsedSample;
export declare function parseNumber(text: string): number;

// exposition/byte-writer.d.ts
export declare class ByteWriter {
    #private;
    length: number;
    constructor(capacity?: number);
    get isFull(): boolean;
    byte(value: number): void;
    text(value: string): void;
    number(value: number): void;
    hasNumber(value: number, start: number, end: number): boolean;
    byteAt(position: number): number;
    append(value: Uint8Array): void;
    repeat(start: number, end: number): void;
    bytes(start?: number): Buffer;
    clear(length?: number): void;
    take(): Buffer;
}
export declare function formatNumber(value: number): string;

// exposition/exposed-family.d.ts
import type { LiveFamily } from "../live-family.js";
import type { MetricFamily, MetricType } from "../metric-family.js";
import type { Format } from "./format.js";
import type { GatherError } from "./gather-error.js";
export interface ExposedFamily {
    readonly family: MetricFamily | LiveFamily;
    readonly name: string;
    readonly type: MetricType;
}
export declare function exposeFamilies(families: Iterable<MetricFamily | LiveFamily>, format: Format): {
    exposed: ExposedFamily[];
    clashes: GatherError[];
};

// exposition/format.d.ts
export type Format = "text" | "openmetrics" | "protobuf";
export declare const CONTENT_TYPES: Readonly<Record<Format, string>>;

// exposition/collect.d.ts
import { type LiveFamily } from "../live-family.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { type GatherError } from "./gather-error.js";
export interface GatherOptions {
    readonly names?: readonly string[];
    readonly timeLimit?: number;
}
export type CollectedFamily = MetricFamily | LiveFamily;
export interface Collected {
    readonly families: CollectedFamily[];
    readonly errors: GatherError[];
}
export declare function collect(registries: RegistryLike | readonly RegistryLike[], { names, timeLimit }?: GatherOptions): Promise<Collected>;

// exposition/gather-error.d.ts
export interface GatherError {
    readonly metric: string;
    readonly error: Error;
}
export declare function gatherError(metric: string, error: unknown): GatherError;

// function/wrap-function.d.ts
export type AnyFunction = (this: never, ...args: never[]) => unknown;
export type OnCall = (self: unknown, args: readonly unknown[]) => (failed: boolean, outcome: unknown) => void;
export declare function wrapFunction<F extends AnyFunction>(fn: F, onCall: OnCall): F;

// metric/series.d.ts
export interface SeriesOwner {
    readonly gathering: number;
    refuse(method: string, value: unknown): void;
}
export declare abstract class Series {
    readonly labelValues: readonly string[];
    changedIn: number;
    renew: (() => Series) | undefined;
    private begunAt;
    constructor(labelValues: readonly string[]);
    get created(): number;
    get removed(): boolean;
    live(): this;
    changedSince(gathering: number): boolean;
    abstract reset(): void;
    protected beginAnew(): void;
}

// metric/warning.d.ts
export type Warn = (message: string) => void;
export declare const emitWarning: Warn;
export declare function warnThrough(logger: {
    warn(message: string): void;
}): Warn;
export declare class WarnOnce {
    #private;
    warn: Warn;
    once(kind: string, message: string): void;
}

// live-family.d.ts
import type { FamilyHead, Labels, Series } from "./metric-family.js";
export interface LiveSeries {
    readonly removed: boolean;
    changedSince(gathering: number): boolean;
}
export interface LiveSource<S extends LiveSeries = LiveSeries> {
    readonly gathering: number;
    readonly membership: number;
    readonly size: number;
    allSeries(): Iterable<S>;
    viewSeries(series: S): Series | readonly Series[];
    readSeries(series: S): Series | readonly Series[];
}
export interface LiveFamily extends FamilyHead {
    readonly source: LiveSource;
    readonly defaultLabels?: Labels;
}
export interface LiveFamilySource {
    liveFamily(): LiveFamily | undefined;
}
export declare function isLiveFamilySource(metric: object): metric is LiveFamilySource;

// options/option-rules.d.ts
export interface OptionRule {
    readonly accepts: string;
    readonly check: (value: unknown) => boolean;
    readonly isRequired?: boolean;
}
export type OptionRules = Readonly<Record<string, OptionRule>>;
export declare const TEXT: OptionRule;
export declare const FLAG: OptionRule;
export declare const POSITIVE: OptionRule;
export declare function checkAgainst(rules: OptionRules, options: unknown, subject: string): void;

// metric/prom-client-metric.d.ts
import type { MetricFamily } from "../metric-family.js";
export interface PromClientMetric {
    readonly name: string;
    readonly help: string;
    readonly type: string;
    readonly aggregator: string;
    readonly values: readonly PromClientValue[];
}
interface PromClientValue {
    readonly labels: Record<string, string | number>;
    readonly value: number;
    readonly metricName?: string;
}
export declare function toPromClient(family: MetricFamily, name: string, aggregator: string): PromClientMetric;
export {};

// metric/registration.d.ts
import type { RegistryLike } from "../registry-like.js";
export interface Definition {
    readonly name: string;
    readonly type: string;
    readonly labelNames: readonly string[];
    readonly shape: string;
}
export declare function registerOnce<F extends Definition>(family: F, registry: RegistryLike | null): F;

// metric/series-map.d.ts
export declare const OVERFLOW = "<overflow>";
interface Labelled {
    readonly labelValues: readonly string[];
    readonly removed: boolean;
}
export declare class SeriesMap<S extends Labelled> {
    #private;
    changes: number;
    constructor(limit: number, create: (labelValues: readonly string[]) => S, onOverflow: () => void);
    get size(): number;
    get full(): boolean;
    get(labelValues: readonly string[]): S;
    find(labelValues: readonly string[]): S | undefined;
    delete(labelValues: readonly string[]): boolean;
    values(): IterableIterator<S>;
}
export {};

// metric/timed-family.d.ts
import type { MeasuringDecorator } from "../function/method-decorator.js";
import { type Timer } from "../function/timer.js";
import type { AnyFunction } from "../function/wrap-function.js";
import { Family } from "./family.js";
import type { LabelValues } from "./label-values.js";
import type { TimedSeries } from "./timed-series.js";
export declare abstract class TimedFamily<S extends TimedSeries, Name extends string = string> extends Family<S, Name> {
    startTimer(labels?: Partial<LabelValues<Name>>): Timer<Name>;
    time(): MeasuringDecorator;
    time<F extends AnyFunction>(fn: F): F;
}

// metric/deferred-observations.d.ts
export interface DeferredObservations {
    settle(): void;
}

// native/native-reading.d.ts
import type { Exemplar, NativeBuckets } from "../metric-family.js";
export interface BucketsReading extends NativeBuckets {
    readonly indices: number[];
    readonly counts: number[];
}
export interface NativeReading {
    schema: number;
    zeroThreshold: number;
    zeroCount: number;
    readonly positive: BucketsReading;
    readonly negative: BucketsReading;
    exemplars: readonly Exemplar[];
}
export declare function newNativeReading(): NativeReading;
export declare function endBuckets({ indices, counts }: BucketsReading, populated: number): void;

// metric/histogram-store.d.ts
import type { Exemplar } from "../metric-family.js";
import type { NativeConfig } from "../native/native-options.js";
import { NativeRecorder } from "../native/native-recorder.js";
import { BoundSearch } from "./bound-search.js";
import { CountPool } from "./count-pool.js";
import type { DeferredObservations } from "./deferred-observations.js";
import type { SeriesOwner } from "./series.js";
import { SumPool } from "./sum-pool.js";
export declare class HistogramStore {
    #private;
    readonly upperBounds: readonly number[];
    readonly search: BoundSearch;
    readonly width: number;
    readonly pool: CountPool;
    readonly sums: SumPool;
    readonly deferred: Set<DeferredObservations>;
    readonly owner: SeriesOwner;
    exemplars: WeakMap<object, (Exemplar | undefined)[]> | undefined;
    constructor(upperBounds: readonly number[], owner: SeriesOwner, native: NativeConfig | undefined);
    newNative(): NativeRecorder | undefined;
    settle(): void;
}

// metric/timed-series.d.ts
import type { MeasuringDecorator } from "../function/method-decorator.js";
import { type Timer } from "../function/timer.js";
import type { AnyFunction } from "../function/wrap-function.js";
import { Series } from "./series.js";
export declare abstract class TimedSeries extends Series {
    abstract recordDuration(seconds: number): void;
    startTimer(): Timer;
    time(): MeasuringDecorator;
    time<F extends AnyFunction>(fn: F): F;
}

// exposition/rendered.d.ts
export interface Rendered {
    readonly body: Buffer;
    readonly contentType: string;
    readonly contentEncoding?: string;
}
export declare function rendered(head: Omit<Rendered, "body">, chunks: readonly Buffer[], joined: () => void): Rendered;

// exposition/scraper.d.ts
import type { RegistryLike } from "../registry-like.js";
import { type Collected, type GatherOptions } from "./collect.js";
import type { GatherError } from "./gather-error.js";
import { type Rendered } from "./rendered.js";
export interface RenderRequest {
    readonly accept?: string | undefined;
    readonly acceptEncoding?: string | undefined;
    readonly names?: readonly string[];
    readonly timeLimit?: number | undefined;
}
export interface ScrapeAnswer {
    readonly body: Buffer | AsyncGenerator<readonly Buffer[], void, undefined>;
    readonly contentType: string;
    readonly contentEncoding?: string;
    release(): void;
}
export interface ScraperOptions {
    readonly compression?: boolean;
    readonly textOnly?: boolean;
    readonly onCollected?: (seconds: number) => void;
    readonly onErrors?: (errors: readonly GatherError[]) => void;
}
export type FamiliesSource = (options: GatherOptions) => Promise<Collected>;
export declare class Scraper {
    #private;
    constructor(families: FamiliesSource | readonly RegistryLike[], options?: ScraperOptions);
    render(request?: RenderRequest): Promise<Rendered>;
    scrape({ accept, acceptEncoding, names, timeLimit, }?: RenderRequest): Promise<ScrapeAnswer>;
}

// native/native-options.d.ts
export interface NativeHistogramOptions {
    readonly factor?: number;
    readonly maxBuckets?: number;
    readonly zeroThreshold?: number;
    readonly maxZeroThreshold?: number;
    readonly minResetInterval?: number;
}
export declare const NATIVE_HISTOGRAM_ACCEPTS = "true, false or { factor, maxBuckets, zeroThreshold, maxZeroThreshold, minResetInterval }";
export interface NativeConfig {
    readonly schema: number;
    readonly maxBuckets: number;
    readonly zeroThreshold: number;
    readonly maxZeroThreshold: number;
    readonly minResetInterval: number;
}
export declare function nativeConfig(options?: NativeHistogramOptions): NativeConfig;

// processes/shared-folder.d.ts
import { type ProcessIdentity } from "./identity.js";
import { Numbers } from "./numbers.js";
import { TotalFile } from "./total-file.js";
export interface MemberFile extends ProcessIdentity {
    readonly thread: number;
    readonly id: string;
    readonly slot: string;
    readonly file: string;
    readonly format: number;
}
export declare class StrangerError extends Error {
    constructor({ format }: MemberFile);
}
export declare class SharedFolder {
    #private;
    readonly path: string;
    readonly total: TotalFile;
    readonly slots: Numbers;
    readonly resigned: Numbers;
    constructor(groupFolder: string, name: string);
    create(): void;
    get isThere(): boolean;
    touch(): void;
    file(name: string): string;
    socket(id: string): string;
    snapshot(id: string): string;
    members(): MemberFile[];
    strangers(): MemberFile[];
    everyone(): MemberFile[];
    isLiving({ id }: Pick<MemberFile, "id">): boolean;
    isTakingPart({ id }: Pick<MemberFile, "id">): boolean;
    removeMember(id: string): void;
    removeStrays(): void;
}

// http/request-view.d.ts
import type { RequestInstrument } from "./measurement.js";
export interface RequestView {
    swap(request: unknown): void;
}
export declare function seenThrough(view: RequestView, instrument: RequestInstrument): RequestInstrument;

// http/default-instruments.d.ts
import type { Measurement } from "./measurement.js";
type Attachment = (measurement: Measurement, since: number) => void;
export declare class DefaultInstruments {
    private readonly attachments;
    add(attach: Attachment): void;
    get isEmpty(): boolean;
    attachTo(measurement: Measurement): void;
}
export {};

// http/ended-requests.d.ts
import type { DefaultInstruments } from "./default-instruments.js";
import type { HttpMetricsSettings } from "./http-metrics-settings.js";
import type { InFlight } from "./in-flight.js";
import type { Measurement } from "./measurement.js";
export declare class EndedRequests {
    private readonly settings;
    private readonly inFlight;
    private readonly defaults;
    private readonly readsRequests;
    private readonly only;
    constructor(settings: HttpMetricsSettings, inFlight: InFlight, defaults: DefaultInstruments);
    record(measurement: Measurement): void;
    private recordAny;
    private recordOrdinary;
    private conclude;
}

// http/http-metrics-settings.d.ts
import type { Warn } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import type { IsExcluded } from "./exclusion.js";
import type { LabelReader } from "./label-reader.js";
import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";
export interface HttpMetricsSettings {
    readonly recorders: readonly RequestRecorder[];
    readonly extraLabels: LabelReader;
    readonly groupBy: "route" | "path" | ((request: never, response: never) => string);
    readonly isExcluded: IsExcluded | undefined;
    readonly excludeFrom: "defaults" | "all";
    readonly exemplar: ((measurement: Measurement) => Labels | undefined) | undefined;
    readonly watch: ((measurement: Measurement) => void) | undefined;
    readonly warn: Warn;
}

// http/measurement-flags.d.ts
export declare const ORDINARY: number;
export declare class MeasurementFlags {
    private flags;
    constructor(flags: number);
    get measured(): boolean;
    set measured(value: boolean);
    get tracked(): boolean;
    set tracked(value: boolean);
    get skipped(): boolean;
    set skipped(value: boolean);
    get excluded(): boolean;
    set excluded(value: boolean);
    get carriesDefaults(): boolean;
    set carriesDefaults(value: boolean);
    get ended(): boolean;
    protected get isUnmarked(): boolean;
    protected get wasOrdinary(): boolean;
    protected markOrdinary(): void;
    protected markEnded(): void;
    get upgraded(): boolean;
    set upgraded(value: boolean);
    get unhandled(): boolean;
    set unhandled(value: boolean);
}

// http/request-recorder.d.ts
import type { GaugeSeries } from "../metric/value-series.js";
import type { Labels } from "../metric-family.js";
import type { HttpFamilies } from "./http-families.js";
import type { Preset } from "./preset.js";
import { type Classified } from "./recorded-series.js";
import { type Route } from "./route.js";
export interface FinishedRequest extends Classified {
    readonly seconds: number;
    readonly requestBytes: number;
    readonly responseBytes: number;
    readonly secondsToFirstByte: number;
    readonly exemplar: Labels | undefined;
}
export declare class RequestRecorder {
    #private;
    readonly families: HttpFamilies;
    readonly routeNames: boolean;
    constructor(families: HttpFamilies, preset: Preset, status: (code: number) => string, maxSeries: number);
    inFlight(method: number): GaugeSeries | undefined;
    private findInFlight;
    record(route: Route | string | undefined, request: FinishedRequest, extra: readonly string[]): void;
    private recordAnything;
    private know;
    recordException(route: Route | string | undefined, request: FinishedRequest, extra: readonly string[]): void;
    preinitialise(path: string, method: number): void;
    private findRecords;
    private keep;
    private leavesOut;
    private method;
    private resolve;
    private values;
}

// native/native-recorder.d.ts
import { type CountPool } from "../metric/count-pool.js";
import type { Exemplar, NativeHistogram } from "../metric-family.js";
import type { NativeConfig } from "./native-options.js";
import { type NativeReading } from "./native-reading.js";
export interface NativeShared {
    readonly config: NativeConfig;
    readonly pool: CountPool;
}
export declare class NativeRecorder {
    private readonly shared;
    private schema;
    private counts;
    private at;
    private start;
    private width;
    private extras;
    constructor(shared: NativeShared);
    observe(value: number): boolean;
    observeWritten(high: number): boolean;
    addExemplar(exemplar: Exemplar): void;
    snapshot(): NativeHistogram;
    read(reading: NativeReading): void;
    reset(): void;
    private get window();
    private get populated();
    private get positive();
    private get negative();
    private get zeroThreshold();
    private observeAnywhere;
    private countNew;
    private widerWindow;
    private widenCounts;
    private leaveWindow;
    private clearWindow;
    private setWindow;
    private isResetDue;
    private limitBuckets;
    private widenZeroBucket;
    private halveResolution;
    private needExtras;
}

// metric/bound-search.d.ts
export declare class BoundSearch {
    readonly bounds: Float64Array;
    private readonly slots;
    private readonly first;
    private readonly shift;
    constructor(upperBounds: readonly number[]);
    find(value: number): number;
    findWritten(high: number): number;
    private scan;
}

// metric/count-pool.d.ts
export type Counts = Uint8Array | Uint16Array | Uint32Array | Float64Array;
export interface CountRun {
    readonly counts: Counts;
    readonly at: number;
}
export declare const NO_RUN: CountRun;
export declare function runLength(length: number): number;
export declare function mayOverflow(count: number): boolean;
export declare class CountPool {
    #private;
    allocate(length: number, like?: Counts): CountRun;
    release({ counts, at }: CountRun, length: number): void;
    widen(run: CountRun, length: number, index: number, count: number): CountRun;
}
export declare function copyRun(from: CountRun, length: number, to: CountRun, offset: number): void;

// metric/sum-pool.d.ts
export interface SumCell {
    readonly sums: Float64Array;
    readonly at: number;
}
export declare class SumPool {
    #private;
    allocate(): SumCell;
    release(cell: SumCell): void;
}

// processes/identity.d.ts
export interface ProcessIdentity {
    readonly pid: number;
    readonly start: number;
}
export declare function identify(pid: number): ProcessIdentity;
export declare function isRunning({ pid, start }: ProcessIdentity): boolean;
export declare function machineKey(): string;

// processes/numbers.d.ts
export interface Numbered {
    readonly name: string;
    readonly number: number;
    readonly id: string;
}
export declare class Numbers {
    #private;
    constructor(path: string, kind: string);
    takeLowest(id: string): void;
    takeHighest(id: string): void;
    giveBack(id: string): void;
    all(): Numbered[];
    among(names: readonly string[]): Numbered[];
    isAbandoned({ name, id }: Numbered): boolean;
}

// processes/total-file.d.ts
export declare function beginTotal(path: string): void;
export declare class TotalFile {
    #private;
    constructor(path: string, isLiving: (id: string) => boolean);
    get isThere(): boolean;
    read<T>(reading: (path: string) => Promise<T>): Promise<T | undefined>;
    hold(id: string, limit: number, work: () => Promise<void>): Promise<void>;
    replace(id: string, total: Buffer): Promise<void>;
}

// http/in-flight.d.ts
import type { Measurement } from "./measurement.js";
import type { RequestRecorder } from "./request-recorder.js";
export declare class InFlight {
    private readonly recorders;
    constructor(recorders: readonly RequestRecorder[]);
    count({ method, upgraded }: Measurement, change: 1 | -1): void;
    change(method: number, change: 1 | -1): void;
}

// http/http-families.d.ts
import { Counter } from "../metric/counter.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram } from "../metric/histogram.js";
import { Summary } from "../metric/summary.js";
import type { Warn } from "../metric/warning.js";
import type { NativeHistogramOptions, TrackOptions } from "../options/metrics-options.js";
import type { RegistryLike } from "../registry-like.js";
import { type DurationKind, type LabelRole, type Preset } from "./preset.js";
export interface HttpFamilyOptions {
    readonly registry: RegistryLike;
    readonly preset: Preset;
    readonly prefix: string | undefined;
    readonly extraLabels: readonly string[];
    readonly constants: Readonly<Record<string, string>>;
    readonly buckets: readonly number[];
    readonly nativeHistogram: boolean | NativeHistogramOptions;
    readonly duration: DurationKind;
    readonly track: Required<TrackOptions>;
    readonly maxSeries: number;
    readonly warn: Warn;
}
type Anything = Histogram<string> | Summary<string> | Counter<string> | Gauge<string>;
export declare class HttpFamilies {
    #private;
    readonly duration: Histogram<string> | undefined;
    readonly summary: Summary<string> | undefined;
    readonly total: Counter<string> | undefined;
    readonly exceptions: Counter<string> | undefined;
    readonly inFlight: Gauge<string> | undefined;
    readonly requestSize: Histogram<string> | undefined;
    readonly responseSize: Histogram<string> | undefined;
    readonly timeToFirstByte: Histogram<string> | undefined;
    readonly constants: readonly string[];
    readonly roles: ReadonlyMap<Anything, readonly LabelRole[]>;
    constructor(options: HttpFamilyOptions);
    get key(): Anything | undefined;
}
export {};

// http/recorded-series.d.ts
import type { HistogramSeries } from "../metric/histogram-series.js";
import type { Series } from "../metric/series.js";
import type { SummarySeries } from "../metric/summary.js";
import type { CounterSeries } from "../metric/value-series.js";
export interface FurtherSeries {
    readonly duration: HistogramSeries | undefined;
    readonly summary: SummarySeries | undefined;
    readonly total: CounterSeries | undefined;
    readonly requestSize: HistogramSeries | undefined;
    readonly responseSize: HistogramSeries | undefined;
    readonly timeToFirstByte: HistogramSeries | undefined;
}
export declare class RecordedSeries {
    readonly key: number;
    duration: HistogramSeries | undefined;
    next: RecordedSeries | undefined;
    constructor(key: number);
    get more(): FurtherSeries | undefined;
    get main(): Series | undefined;
    get isRemoved(): boolean;
    renew({ duration }: RecordedSeries): void;
}
export declare class FurtherRecordedSeries extends RecordedSeries {
    further: FurtherSeries | undefined;
    get more(): FurtherSeries | undefined;
    renew(resolved: RecordedSeries): void;
}
export declare function findRecord(first: RecordedSeries | undefined, key: number): RecordedSeries | undefined;
export interface Classified {
    readonly method: number;
    readonly code: number;
}
export declare function keyOf({ method, code }: Classified): number;
export declare function classifiedBy(key: number): Classified;
