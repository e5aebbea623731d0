import { encodeLabels, labelsKey, type SortedLabels } from "./series-labels.js";

/** What is remembered of a series between two collections. */
export interface TrackedSeries {
  /** Encoded once, and sent many times. */
  readonly labels: Uint8Array;
  readonly isNative: boolean;
  /** An earlier collection had it too. */
  isKnown: boolean;
  /** The collection that last had it. */
  generation: number;
  /** Milliseconds; exemplars up to here were sent. */
  exemplarTime: number;
  /** Milliseconds, when the samples of the series bring their own time. */
  ownTime?: number;
}

/** Knows which series there were, to say which of them are gone. */
export class SeriesTracker {
  readonly #series = new Map<string, TrackedSeries>();
  #generation = 0;

  startCollection(): void {
    this.#generation++;
  }

  /** Undefined when this collection has the series already: one request must not hold it twice. */
  see(labels: SortedLabels, isNative: boolean): TrackedSeries | undefined {
    const key = (isNative ? "n" : "f") + labelsKey(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = {
        labels: encodeLabels(labels),
        isNative,
        isKnown: false,
        generation: 0,
        exemplarTime: Number.NEGATIVE_INFINITY,
      };
      this.#series.set(key, series);
    } else {
      series.isKnown = true;
    }
    if (series.generation === this.#generation) return undefined;
    series.generation = this.#generation;
    return series;
  }

  /** Forgets and yields the series that the current collection did not have; `all`: every one. */
  *takeGone(all = false): Generator<TrackedSeries, void, undefined> {
    for (const [key, series] of this.#series) {
      if (!all && series.generation === this.#generation) continue;
      this.#series.delete(key);
      // As in a scrape: samples with a time of their own have no end.
      if (series.ownTime === undefined) yield series;
    }
  }

  forgetNative(): void {
    for (const [key, { isNative }] of this.#series) if (isNative) this.#series.delete(key);
  }
}
