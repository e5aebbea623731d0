import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { registerOnce } from "../metric/registration.js";
import type { Series } from "../metric/series.js";
import { ValueView } from "../metric/value-view.js";
import type { Exemplar, ValueSeries } from "../metric-family.js";

/** A series that knows how often it observed. */
type CountedSeries = Series & {
  readonly count: number;
  readonly latestExemplar?: Exemplar | undefined;
};

type Counted = Family<CountedSeries>;

/**
 * The counter of requests, read from the series of the duration: one record per
 * request serves both, and they can never disagree.
 */
export class RequestTotal extends Family<CountedSeries, string> {
  override readonly type = "counter";
  readonly #source: Counted;
  readonly #view = new ValueView((series) => this.labelsOf(series));

  constructor(options: FamilyOptions<string>, source: Counted) {
    super(options, { suffix: "_total" });
    this.#source = source;
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** There is nothing to reset: the series are the duration's. */
  override reset(): void {}

  override get size(): number {
    return this.#source.size;
  }

  override get membership(): number {
    return this.#source.membership;
  }

  override allSeries(): Iterable<CountedSeries> {
    return this.#source.allSeries();
  }

  override readSeries(series: CountedSeries): ValueSeries {
    const { created, count: value } = series;
    const exemplar = exemplarOf(series);
    return { labels: this.labelsOf(series), created, value, ...(exemplar && { exemplar }) };
  }

  override viewSeries(series: CountedSeries): ValueSeries {
    return this.#view.show(series, series.count, exemplarOf(series));
  }

  /** The series note the gatherings of the family they are of. */
  protected override beginGathering(): void {
    this.gatherWith(this.#source);
  }

  protected override createSeries(labelValues: readonly string[]): CountedSeries {
    throw new TypeError(`${this.name} has no series of its own: ${labelValues.join()}`);
  }
}

/** Of a counter's exemplar the value is what was added. */
function exemplarOf({ latestExemplar }: CountedSeries): Exemplar | undefined {
  return latestExemplar && { ...latestExemplar, value: 1 };
}
