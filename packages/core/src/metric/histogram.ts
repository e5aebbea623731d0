import type { HistogramSeries as HistogramData, Labels } from "../metric-family.js";
import {
  NATIVE_HISTOGRAM_ACCEPTS,
  type NativeConfig,
  nativeConfig,
} from "../native/native-options.js";
import type { NativeHistogramOptions } from "../options/metrics-options.js";
import type { OptionRules } from "../options/option-rules.js";
import { checkBuckets, DEFAULT_BUCKETS } from "./buckets.js";
import type { DeferredObservations } from "./deferred-observations.js";
import { registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { HistogramSeries } from "./histogram-series.js";
import { HistogramStore } from "./histogram-store.js";
import { HistogramView } from "./histogram-view.js";
import { registerOnce } from "./registration.js";
import type { SeriesMap } from "./series-map.js";
import { TimedFamily } from "./timed-family.js";

export interface HistogramOptions<Name extends string = never> extends FamilyOptions<Name> {
  /** Ascending upper bounds; +Inf is always there. Default: 14 bounds from 5 ms to 10 s. */
  readonly buckets?: readonly number[];
  /** Exponential buckets beside the classic ones, exposed over protobuf. Default: false. */
  readonly nativeHistogram?: boolean | NativeHistogramOptions;
}

const RULES: OptionRules = {
  // Their own check says what is wrong with them.
  buckets: { accepts: "a list of numbers", check: () => true },
  nativeHistogram: {
    accepts: NATIVE_HISTOGRAM_ACCEPTS,
    check: (value) => typeof value === "boolean" || typeof value === "object",
  },
};

/** Counts observations in buckets, and adds them up. */
export class Histogram<const Name extends string = never> extends TimedFamily<
  HistogramSeries,
  Name
> {
  override readonly type = "histogram";
  readonly upperBounds: readonly number[];
  readonly #store: HistogramStore;
  readonly #view: HistogramView;

  constructor(options: HistogramOptions<Name>) {
    super(options, {
      reserved: ["le"],
      accepts: RULES,
    });
    this.upperBounds = checkBuckets(this.name, options.buckets ?? DEFAULT_BUCKETS);
    this.#store = new HistogramStore(this.upperBounds, this, nativeOf(options.nativeHistogram));
    this.#view = new HistogramView({
      upperBounds: this.upperBounds,
      labelsOf: (series) => this.labelsOf(series),
    });
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  override get shape(): string {
    return this.upperBounds.join();
  }

  /** Observes `value` in a histogram without labels. */
  observe(value: number, exemplarLabels?: Labels): void {
    this.only().observe(value, exemplarLabels);
  }

  /** Before anybody looks at this histogram the next time, these are counted. */
  defer(observations: DeferredObservations): void {
    this.#store.deferred.add(observations);
  }

  /** What is only noted may bring back a series that was removed. */
  protected override get seriesMap(): SeriesMap<HistogramSeries> {
    this.settle();
    return super.seriesMap;
  }

  protected override createSeries(labelValues: readonly string[]): HistogramSeries {
    return new HistogramSeries(this.#store, labelValues);
  }

  protected override drop(series: HistogramSeries): void {
    super.drop(series);
    series.release();
  }

  protected override settle(): void {
    this.#store.settle();
  }

  override readSeries(series: HistogramSeries): HistogramData {
    const { created } = series;
    return { labels: this.labelsOf(series), created, histogram: series.snapshot() };
  }

  override viewSeries(series: HistogramSeries): HistogramData {
    return this.#view.show(series);
  }
}

function nativeOf(options: HistogramOptions["nativeHistogram"]): NativeConfig | undefined {
  if (options === undefined || options === false) return undefined;
  return nativeConfig(options === true ? {} : options);
}
