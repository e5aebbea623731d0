import type { LabelGetters } from "../http/label-reader.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import type { LabelValue, LabelValues } from "../metric/label-values.js";
import type { SummarySeries } from "../metric/summary.js";
import type { CounterSeries, GaugeSeries } from "../metric/value-series.js";
import type { Labels } from "../metric-family.js";

/** Any function that can be wrapped. */
export type AnyFunction = (...args: never[]) => unknown;

/**
 * What can be put into a route, around a function, on a method of a class, or
 * passed to `registerDefault`.
 */
export interface Usable {
  /** Around a handler, or any function: the same function, instrumented. */
  <F extends AnyFunction>(fn: F): F;
  /** On a method, as the language's own decorator. */
  <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F;
  /** On a method, with TypeScript's `experimentalDecorators`. */
  <F extends AnyFunction>(
    target: object,
    key: PropertyKey,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
  /** In a route: a middleware of Koa or Hono. */
  (context: object, next: () => Promise<void>): Promise<void>;
  /** In a route: a handler of Express, an `onRequest` hook of Fastify. */
  (request: unknown, response: unknown, next: (error?: never) => unknown): void;
}

interface Labelled<Series> {
  /** The series with these label values; constant labels may be left out. */
  labels(values: LabelValues<string>): Series;
  /** Removes a series; false when there is none. */
  remove(values: LabelValues<string>): boolean;
}

/** Counts requests, or calls of a function. */
export interface CounterInstrument extends Usable, Labelled<CounterSeries> {
  inc(amount?: number, exemplarLabels?: Labels): void;
}

/** Counts what is in progress: requests, or calls of a function. */
export interface GaugeInstrument extends Usable, Labelled<GaugeSeries> {
  inc(amount?: number): void;
  dec(amount?: number): void;
  set(value: number): void;
}

/** Observes seconds: until a response has ended, or a call is over. */
export interface HistogramInstrument extends Usable, Labelled<HistogramSeries> {
  observe(value: number, exemplarLabels?: Labels): void;
}

/** Observes seconds: until a response has ended, or a call is over. */
export interface SummaryInstrument extends Usable, Labelled<SummarySeries> {
  observe(value: number): void;
}

/** How an instrument is made. */
export interface InstrumentOptions<Request, Response> {
  /** Constants, or functions of request and response (of the arguments, around a function). Default: none. */
  readonly labels?: LabelGetters<Request, Response>;
  /** A series whose labels are all constants exists at 0 from the start. Default: true. */
  readonly initialValue?: boolean;
}

/** A gauge's labels are read when the request starts, when there is no response yet. */
export interface GaugeInstrumentOptions<Request> {
  readonly labels?: Readonly<
    Record<string, LabelValue | ((request: Request) => LabelValue | readonly string[])>
  >;
  readonly initialValue?: boolean;
}

export interface HistogramInstrumentOptions<Request, Response>
  extends InstrumentOptions<Request, Response> {
  /** Upper bounds in seconds. Default: those of the default metrics. */
  readonly buckets?: readonly number[];
}

export interface SummaryInstrumentOptions<Request, Response>
  extends InstrumentOptions<Request, Response> {
  /** Quantiles to estimate. Default: none. */
  readonly percentiles?: readonly number[];
}
