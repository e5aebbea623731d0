import { MetricsError } from "../errors.js";
import { Counter } from "../metric/counter.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram } from "../metric/histogram.js";
import { Summary } from "../metric/summary.js";
import type { Warn } from "../metric/warning.js";
import type { NativeHistogramOptions, TrackOptions } from "../options/metrics-options.js";
import type { RegistryLike } from "../registry-like.js";
import { DurationInMilliseconds } from "./duration-in-milliseconds.js";
import { OverallTotal } from "./overall-total.js";
import {
  type DurationKind,
  type LabelRole,
  type Preset,
  type PresetFamily,
  prefixedName,
  summaryFamily,
} from "./preset.js";
import { RequestTotal } from "./request-total.js";

/** What the families of one preset are made from; every option has its value. */
export interface HttpFamilyOptions {
  readonly registry: RegistryLike;
  readonly preset: Preset;
  readonly prefix: string | undefined;
  /** Names of the labels that the option `labels` adds. */
  readonly extraLabels: readonly string[];
  /** Those of them whose values no request decides. */
  readonly constants: Readonly<Record<string, string>>;
  readonly buckets: readonly number[];
  readonly nativeHistogram: boolean | NativeHistogramOptions;
  readonly duration: DurationKind;
  readonly track: Required<TrackOptions>;
  readonly maxSeries: number;
  readonly warn: Warn;
}

const DURATION = "Duration of HTTP requests until the response has ended.";

type Anything = Histogram<string> | Summary<string> | Counter<string> | Gauge<string>;

/** The default HTTP metrics of one preset, registered. */
export class HttpFamilies {
  readonly duration: Histogram<string> | undefined;
  readonly summary: Summary<string> | undefined;
  /** Only where the total cannot be read from the series of the duration. */
  readonly total: Counter<string> | undefined;
  readonly exceptions: Counter<string> | undefined;
  readonly inFlight: Gauge<string> | undefined;
  readonly requestSize: Histogram<string> | undefined;
  readonly responseSize: Histogram<string> | undefined;
  readonly timeToFirstByte: Histogram<string> | undefined;
  /** The values of the constant labels, which requests in flight have too. */
  readonly constants: readonly string[];
  /** The label roles of each family, in the order of its label names. */
  readonly roles: ReadonlyMap<Anything, readonly LabelRole[]>;
  readonly #options: HttpFamilyOptions;
  readonly #roles = new Map<Anything, readonly LabelRole[]>();

  constructor(options: HttpFamilyOptions) {
    this.#options = options;
    this.roles = this.#roles;
    this.constants = Object.values(options.constants);
    const { preset, duration, track } = options;
    if (duration === "histogram" || duration === "both") {
      this.duration = preset.milliseconds
        ? this.#milliseconds(preset.duration)
        : this.#timing(preset.duration, DURATION);
    }
    if (duration === "summary" || duration === "both") this.summary = this.#summary(duration);
    this.total = this.#total();
    this.#overall();
    this.exceptions = this.#exceptions(track.exceptions);
    this.inFlight = this.#inFlight(track.inFlight);
    this.requestSize = this.#size(track.requestSize, preset.requestSize, "requests");
    this.responseSize = this.#size(track.responseSize, preset.responseSize, "responses");
    if (track.timeToFirstByte && preset.timeToFirstByte) {
      this.timeToFirstByte = this.#timing(
        preset.timeToFirstByte,
        "Time from the arrival of HTTP requests to the headers of the response.",
      );
    }
  }

  /** The family that marks a request as measured: two middlewares over the same families count once. */
  get key(): Anything | undefined {
    return this.duration ?? this.summary ?? this.total ?? this.inFlight;
  }

  #timing(definition: PresetFamily, help: string): Histogram<string> {
    const { buckets, nativeHistogram } = this.#options;
    const options = { ...this.#common(definition), help, buckets, nativeHistogram };
    return this.#keep(new Histogram<string>(options), definition);
  }

  #milliseconds(definition: PresetFamily): Histogram<string> {
    const { buckets } = this.#options;
    const options = { ...this.#common(definition), help: DURATION };
    const source = new Histogram<string>({ ...options, registry: null, buckets });
    return this.#keep(new DurationInMilliseconds(options, source).source, definition);
  }

  #summary(duration: "summary" | "both"): Summary<string> {
    const { preset } = this.#options;
    const definition = summaryFamily(preset, duration);
    const options = {
      ...this.#common(definition),
      help: DURATION,
      percentiles: preset.summary?.percentiles ?? [],
    };
    return this.#keep(new Summary<string>(options), definition);
  }

  /** A view where every series of the duration is one of the total, a counter elsewhere. */
  #total(): Counter<string> | undefined {
    const definition = this.#options.preset.total;
    if (definition === undefined) return undefined;
    const options = {
      ...this.#common(definition),
      help: "HTTP requests whose response has ended.",
    };
    const source = this.duration ?? this.summary;
    const sameLabels = source?.labelNames.join() === options.labelNames.join();
    if (source !== undefined && sameLabels) {
      new RequestTotal(options, source);
      return undefined;
    }
    return this.#keep(new Counter<string>(options), definition);
  }

  #overall(): void {
    const source = this.duration ?? this.summary;
    const { preset, prefix, registry } = this.#options;
    if (source === undefined) return;
    const statusAt = Object.values(preset.duration.labels).indexOf("status");
    for (const { name, help, statuses } of preset.overall ?? []) {
      const options = { name: prefixedName(preset, prefix, name), help, registry };
      new OverallTotal(options, source, statusAt, statuses);
    }
  }

  #exceptions(wanted: boolean): Counter<string> | undefined {
    const definition = this.#options.preset.exceptions;
    if (!wanted || definition === undefined) return undefined;
    const help = "HTTP requests whose error no handler of the application answered.";
    return this.#keep(new Counter<string>({ ...this.#common(definition), help }), definition);
  }

  #inFlight(wanted: boolean): Gauge<string> | undefined {
    const definition = this.#options.preset.inFlight;
    if (!wanted || definition === undefined) return undefined;
    const options = {
      ...this.#common(definition),
      labelNames: [...Object.keys(definition.labels), ...Object.keys(this.#options.constants)],
      help: "HTTP requests that have arrived and whose response has not ended.",
      liveOnly: true,
    };
    return this.#keep(new Gauge<string>(options), definition);
  }

  #size(
    wanted: boolean,
    definition: PresetFamily | undefined,
    what: string,
  ): Histogram<string> | undefined {
    if (!wanted || definition === undefined) return undefined;
    const options = {
      ...this.#common(definition),
      help: `Size of the bodies of HTTP ${what}, as transferred.`,
      buckets: this.#options.preset.sizeBuckets,
    };
    return this.#keep(new Histogram<string>(options), definition);
  }

  #common(definition: PresetFamily) {
    const { registry, preset, maxSeries, warn, extraLabels } = this.#options;
    const name = prefixedName(preset, this.#options.prefix, definition.name);
    const builtIn = Object.keys(definition.labels);
    const clash = extraLabels.find((label) => builtIn.includes(label));
    if (clash !== undefined) {
      throw new MetricsError(
        "RM_ERR_INVALID_LABEL",
        `The option labels has "${clash}", which is a label of ${name} already: choose another name.`,
      );
    }
    return { name, registry, maxSeries, warn, labelNames: [...builtIn, ...extraLabels] };
  }

  #keep<F extends Anything>(family: F, definition: PresetFamily): F {
    this.#roles.set(family, Object.values(definition.labels));
    return family;
  }
}
