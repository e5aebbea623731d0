import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { registerOnce } from "../metric/registration.js";
import { CounterSeries } from "../metric/value-series.js";
import type { ValueSeries } from "../metric-family.js";
import type { OverallFamily } from "./preset.js";

/** Where the requests are counted by their labels. */
interface CountedRequests {
  allSeries(): Iterable<{ readonly labelValues: readonly string[]; readonly count: number }>;
}

/** All requests, or all with some statuses, in one series: added up when it is read. */
export class OverallTotal extends Family<CounterSeries> {
  override readonly type = "counter";
  readonly #source: CountedRequests;
  readonly #statusAt: number;
  readonly #statuses: RegExp;

  /** `statusAt`: the position of the status among the label values of the source. */
  constructor(
    options: FamilyOptions,
    source: CountedRequests,
    statusAt: number,
    statuses: OverallFamily["statuses"],
  ) {
    super(options, { suffix: "_total" });
    this.#source = source;
    this.#statusAt = statusAt;
    this.#statuses = statuses;
    this.only();
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** Its series depends on all of another family: it is read as a whole. */
  override liveFamily(): undefined {
    return undefined;
  }

  override readSeries({ created }: CounterSeries): ValueSeries {
    let value = 0;
    for (const { labelValues, count } of this.#source.allSeries()) {
      if (this.#statuses.test(labelValues[this.#statusAt] ?? "")) value += count;
    }
    return { labels: {}, created, value };
  }

  protected override createSeries(labelValues: readonly string[]): CounterSeries {
    return new CounterSeries(this, labelValues);
  }
}
