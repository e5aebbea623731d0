import { Family, registryOf } from "../metric/family.js";
import type { FamilyOptions } from "../metric/family-options.js";
import { registerOnce } from "../metric/registration.js";
import type { Series } from "../metric/series.js";
import type { Exemplar, ValueFamily } from "../metric-family.js";

/** A family whose series know how often they observed. */
interface Counted {
  allSeries(): Iterable<
    Series & { readonly count: number; readonly latestExemplar?: Exemplar | undefined }
  >;
}

/**
 * The counter of requests, read from the series of the duration: one record per
 * request serves both, and they can never disagree.
 */
export class RequestTotal extends Family<Series, string> {
  override readonly type = "counter";
  readonly #source: Counted;

  constructor(options: FamilyOptions<string>, source: Counted) {
    super(options, "_total");
    this.#source = source;
    // biome-ignore lint/correctness/noConstructorReturn: the same definition again is the same metric
    return registerOnce(this, registryOf(options.registry));
  }

  /** There is nothing to reset: the series are the duration's. */
  override reset(): void {}

  protected override createSeries(labelValues: readonly string[]): Series {
    throw new TypeError(`${this.name} has no series of its own: ${labelValues.join()}`);
  }

  protected override toFamily(): ValueFamily {
    const series = Array.from(this.#source.allSeries(), (one) => ({
      labels: this.labelsOf(one),
      created: one.created,
      value: one.count,
      // Of a counter's exemplar the value is what was added.
      ...(one.latestExemplar && { exemplar: { ...one.latestExemplar, value: 1 } }),
    }));
    return { ...this.base, type: "counter", series };
  }
}
