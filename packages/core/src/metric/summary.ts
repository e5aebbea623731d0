import { Summary as PromClientSummary } from "prom-client";
import type { LiveFamily } from "../live-family.js";
import type {
  MetricFamily,
  SummarySeries as SummaryData,
  SummaryFamily,
  SummaryValue,
} from "../metric-family.js";
import { type OptionRules, POSITIVE } from "../options/option-rules.js";
import { registryOf } from "./family.js";
import type { FamilyOptions } from "./family-options.js";
import { registerOnce } from "./registration.js";
import type { SeriesOwner } from "./series.js";
import { TimedFamily } from "./timed-family.js";
import { TimedSeries } from "./timed-series.js";

type Quantiles = SummaryValue["quantiles"];

export interface SummaryOptions<Name extends string = never> extends FamilyOptions<Name> {
  /** Quantiles to estimate, between 0 and 1. Default: none, only count and sum, which can be aggregated. */
  readonly percentiles?: readonly number[];
  /** With percentiles: seconds that an observation counts, in `ageBuckets` steps. Default: for ever. */
  readonly maxAgeSeconds?: number;
  readonly ageBuckets?: number;
}

const RULES: OptionRules = {
  percentiles: {
    accepts: "a list of numbers between 0 and 1",
    check: (value) => Array.isArray(value) && value.every((one) => one >= 0 && one <= 1),
  },
  maxAgeSeconds: POSITIVE,
  ageBuckets: POSITIVE,
};

/** Counts observations and adds them up. */
export class Summary<const Name extends string = never> extends TimedFamily<SummarySeries, Name> {
  override readonly type = "summary";
  readonly #options: SummaryOptions<Name>;

  constructor(options: SummaryOptions<Name>) {
    super(options, { reserved: ["quantile"], accepts: RULES });
    this.#options = options;
    if (this.labelNames.length === 0) this.seriesMap.get([]);
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  override get shape(): string {
    return (this.#options.percentiles ?? []).join();
  }

  /** Observes `value` in a summary without labels. */
  observe(value: number): void {
    this.only().observe(value);
  }

  protected override createSeries(labelValues: readonly string[]): SummarySeries {
    return new SummarySeries(this, labelValues, estimator(this.#options));
  }

  /** Quantiles are behind promises: with them the family is read as a whole. */
  override liveFamily(): LiveFamily | undefined {
    return this.shape === "" ? super.liveFamily() : undefined;
  }

  override readSeries(series: SummarySeries, quantiles: Quantiles = []): SummaryData {
    const { created, count, sum } = series;
    return { labels: this.labelsOf(series), created, summary: { count, sum, quantiles } };
  }

  protected override toFamily(): MetricFamily | Promise<MetricFamily> {
    if (this.shape === "") return super.toFamily();
    const read = async (one: SummarySeries) => this.readSeries(one, await one.quantiles());
    return Promise.all(Array.from(this.allSeries(), read)).then(
      (series): SummaryFamily => ({ ...this.head, type: "summary", series }),
    );
  }
}

/** One summary series. */
export class SummarySeries extends TimedSeries {
  count = 0;
  sum = 0;
  readonly #family: SeriesOwner;
  readonly #estimator: PromClientSummary | undefined;

  constructor(
    family: SeriesOwner,
    labelValues: readonly string[],
    estimator: PromClientSummary | undefined,
  ) {
    super(labelValues);
    this.#family = family;
    this.#estimator = estimator;
  }

  /** What is no number is ignored, with a warning. */
  observe(value: number): void {
    if (typeof value !== "number") {
      this.#family.refuse("observe", value);
      return;
    }
    this.count += 1;
    this.sum += value;
    this.changedIn = this.#family.gathering;
    if (Number.isFinite(value)) this.#estimator?.observe(value);
  }

  override recordDuration(seconds: number): void {
    this.observe(seconds);
  }

  /** prom-client estimates at once, but offers the result behind a promise only. */
  async quantiles(): Promise<Quantiles> {
    if (this.#estimator === undefined) return [];
    const { values } = await this.#estimator.get();
    return values.flatMap(({ labels, value }) =>
      labels.quantile === undefined ? [] : [{ quantile: Number(labels.quantile), value }],
    );
  }

  override reset(): void {
    this.count = 0;
    this.sum = 0;
    this.#estimator?.reset();
    this.beginAnew();
    this.changedIn = this.#family.gathering;
  }
}

/** prom-client's summary, registered nowhere, that estimates the quantiles of one series. */
function estimator(options: SummaryOptions<string>): PromClientSummary | undefined {
  const { percentiles, maxAgeSeconds, ageBuckets } = options;
  if (percentiles === undefined || percentiles.length === 0) return undefined;
  return new PromClientSummary({
    name: "quantiles",
    help: "Quantiles of one series.",
    registers: [],
    percentiles: [...percentiles],
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds, ageBuckets: ageBuckets ?? 5 }),
  });
}
