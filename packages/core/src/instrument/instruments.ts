import type { OnCall } from "../function/wrap-function.js";
import { NO_FRAMEWORK } from "../http/framework.js";
import type { HttpMetrics } from "../http/http-metrics.js";
import { type LabelGetters, LabelReader } from "../http/label-reader.js";
import type { Measurement, RequestInstrument } from "../http/measurement.js";
import type { Exchange } from "../http/request-arguments.js";
import { requestClock } from "../http/request-clock.js";
import type { RequestView } from "../http/request-view.js";
import { Counter } from "../metric/counter.js";
import type { Family } from "../metric/family.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram, type HistogramOptions } from "../metric/histogram.js";
import type { LabelValues } from "../metric/label-values.js";
import type { Series } from "../metric/series.js";
import { Summary, type SummaryOptions } from "../metric/summary.js";
import type { Warn } from "../metric/warning.js";
import type { Labels } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { checkInstrumentOptions } from "./check-instrument-options.js";
import type {
  CounterInstrument,
  GaugeInstrument,
  HistogramInstrument,
  SummaryInstrument,
  Usable,
} from "./instrument.js";
import { usable } from "./usable.js";

/** What the instruments of one `m` have in common. */
export interface InstrumentSettings {
  readonly http: HttpMetrics;
  readonly registry: RegistryLike;
  /** Of the option `labels`; an instrument's own label wins. */
  readonly labels: LabelGetters<never, never>;
  readonly buckets: readonly number[];
  readonly nativeHistogram: HistogramOptions["nativeHistogram"];
  readonly maxSeries: number;
  readonly warn: Warn;
}

interface Options {
  readonly labels?: LabelGetters<never, never>;
  readonly initialValue?: boolean;
}

/** Attaches an instrument to a measurement that has begun; it times from `since`, and reads the request as `view` has it. */
export type Attach = (measurement: Measurement, since: number, view?: RequestView) => void;

const attachments = new WeakMap<Usable, Attach>();

/** How an instrument is attached to every request; undefined for what is none. */
export function attachmentOf(instrument: Usable): Attach | undefined {
  return attachments.get(instrument);
}

/** Makes the instruments of one `m`. */
export class Instruments {
  readonly #settings: InstrumentSettings;

  constructor(settings: InstrumentSettings) {
    this.#settings = settings;
  }

  counter(name: string, help: string, options: Options = {}): CounterInstrument {
    checkInstrumentOptions(name, options);
    const reader = this.#reader(options);
    const counter = new Counter<string>(this.#familyOptions(name, help, reader));
    const count = (request: unknown, response: unknown, exemplar?: Labels): void =>
      this.#series(counter, reader, request, response).inc(1, exemplar);
    const atEnd: RequestInstrument = {
      end: ({ request, response, exemplar }, excluded) => {
        if (!excluded) count(request, response, exemplar);
      },
    };
    const onCall: OnCall = (_self, args) => () => count(args[0], args[1]);
    const attach: Attach = (measurement, _since, view) => measurement.carry(atEnd, view);
    const instrument = this.#usable(attach, onCall, reader);
    return this.#withMetric(instrument, counter, reader, options, {
      inc: (amount?: number, exemplar?: Labels) => own(counter, reader).inc(amount, exemplar),
    });
  }

  gauge(name: string, help: string, options: Options = {}): GaugeInstrument {
    checkInstrumentOptions(name, options);
    const reader = this.#reader(options);
    const gauge = new Gauge<string>(this.#familyOptions(name, help, reader));
    // Its own functions know no response yet; those of the option `labels` may ask for it.
    const begin = (request: unknown, response: unknown): (() => void) => {
      const series = this.#series(gauge, reader, request, response);
      series.inc();
      return () => series.dec();
    };
    const attach: Attach = (measurement) => {
      if (measurement.excluded) return;
      measurement.carry({ end: begin(measurement.request, measurement.response) });
    };
    const instrument = this.#usable(attach, (_self, args) => begin(args[0], args[1]));
    return this.#withMetric(instrument, gauge, reader, options, {
      inc: (amount?: number) => own(gauge, reader).inc(amount),
      dec: (amount?: number) => own(gauge, reader).dec(amount),
      set: (value: number) => own(gauge, reader).set(value),
    });
  }

  histogram(
    name: string,
    help: string,
    options: Options & Pick<HistogramOptions, "buckets"> = {},
  ): HistogramInstrument {
    checkInstrumentOptions(name, options, "buckets");
    const reader = this.#reader(options);
    const { buckets, nativeHistogram } = this.#settings;
    const histogram = new Histogram<string>({
      ...this.#familyOptions(name, help, reader),
      buckets: options.buckets ?? buckets,
      ...(nativeHistogram !== undefined && { nativeHistogram }),
    });
    const instrument = this.#timing(histogram, reader);
    return this.#withMetric(instrument, histogram, reader, options, {
      observe: (value: number, exemplar?: Labels) =>
        own(histogram, reader).observe(value, exemplar),
    });
  }

  summary(
    name: string,
    help: string,
    options: Options & Pick<SummaryOptions, "percentiles"> = {},
  ): SummaryInstrument {
    checkInstrumentOptions(name, options, "percentiles");
    const reader = this.#reader(options);
    const summary = new Summary<string>({
      ...this.#familyOptions(name, help, reader),
      ...(options.percentiles && { percentiles: options.percentiles }),
    });
    const instrument = this.#timing(summary, reader);
    return this.#withMetric(instrument, summary, reader, options, {
      observe: (value: number) => own(summary, reader).observe(value),
    });
  }

  /** A mark for requests: `apply` is done to the measurement of each that it meets. */
  mark(apply: Attach): Usable {
    return this.#usable(apply, () => () => {});
  }

  /** Observes seconds from where the instrument is met until the response has ended, or the call is over. */
  #timing(metric: Histogram<string> | Summary<string>, reader: LabelReader): Usable {
    const observe = (since: number, request: unknown, response: unknown, exemplar?: Labels) => {
      const series = this.#series(metric as Histogram<string>, reader, request, response);
      series.observe((requestClock() - since) / 1000, exemplar);
    };
    const attach: Attach = (measurement, since, view) => {
      const atEnd: RequestInstrument = {
        end: ({ request, response, exemplar }, excluded) => {
          if (!excluded) observe(since, request, response, exemplar);
        },
      };
      measurement.carry(atEnd, view);
    };
    const onCall: OnCall = (_self, args) => {
      const since = requestClock();
      return () => observe(since, args[0], args[1]);
    };
    return this.#usable(attach, onCall, reader);
  }

  /** `atEnd`: the labels that are read when a request is over. */
  #usable(attach: Attach, onCall: OnCall, atEnd?: LabelReader): Usable {
    const { http } = this.#settings;
    const hasFunctions = atEnd !== undefined && atEnd.constants === undefined;
    const onExchange = ({ raw, request, response }: Exchange): void => {
      const measurement =
        http.current(raw.request) ?? http.begin(NO_FRAMEWORK, raw, request, response, false);
      const view = hasFunctions ? measurement.framework.viewOf?.(request) : undefined;
      attach(measurement, requestClock(), view);
    };
    const instrument = usable(onExchange, onCall);
    attachments.set(instrument, attach);
    return instrument;
  }

  #reader({ labels }: Options): LabelReader {
    return new LabelReader({ ...this.#settings.labels, ...labels });
  }

  #familyOptions(name: string, help: string, reader: LabelReader) {
    const { registry, maxSeries, warn } = this.#settings;
    return { name, help, labelNames: reader.names, registry, maxSeries, warn };
  }

  #series<S extends Series>(
    family: Family<S, string>,
    reader: LabelReader,
    request: unknown,
    response: unknown,
  ): S {
    const values =
      reader.constants ?? reader.read(request, response, family as never, this.#settings.warn);
    return family.series(values);
  }

  #withMetric<S extends Series, Methods extends object>(
    instrument: Usable,
    family: Family<S, string>,
    reader: LabelReader,
    { initialValue = true }: Options,
    methods: Methods,
  ): Usable & Methods & { labels(values: object): S; remove(values: object): boolean } {
    if (initialValue && reader.constants !== undefined) family.series(reader.constants);
    else if (reader.constants?.length === 0) dropUnused(family);
    const constants = reader.constantLabels();
    const complete = (values: object) => ({ ...constants, ...values }) as LabelValues<string>;
    return Object.assign(instrument, methods, {
      labels: (values: object) => family.labels(complete(values)),
      remove: (values: object) => family.remove(complete(values)),
    });
  }
}

/** A metric without labels has its series from the start; one that was used already keeps it. */
function dropUnused(family: Family<Series, string>): void {
  const { value, count } = family.series([]) as {
    readonly value?: number;
    readonly count?: number;
  };
  if ((value ?? count) === 0) family.remove({});
}

/** The one series of an instrument whose labels are all constants. */
function own<S extends Series>(family: Family<S, string>, reader: LabelReader): S {
  return family.labels(reader.constantLabels() as LabelValues<string>);
}
