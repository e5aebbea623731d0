import { Family } from "../metric/family.js";
import type { Series } from "../metric/series.js";

/** What a family was like when it was last read. */
interface Seen {
  readonly gathering: number;
  readonly count: number;
  readonly last: Series | undefined;
}

/** Remembers when families were read, to tell which of them need not be read again. */
export class UnchangedFamilies {
  readonly #seen = new WeakMap<object, Seen>();

  /** True when the metric counts, and has not counted since `note`. */
  has(metric: object): boolean {
    const seen = this.#seen.get(metric);
    if (seen === undefined) return false;
    let count = 0;
    let last: Series | undefined;
    for (const series of (metric as Family<Series>).allSeries()) {
      if (series.changedIn >= seen.gathering) return false;
      count += 1;
      last = series;
    }
    return count === seen.count && last === seen.last;
  }

  /** The metrics are about to be read. */
  note(metrics: readonly object[]): void {
    for (const metric of metrics) {
      if (!(metric instanceof Family) || !COUNTS.has(metric.type)) continue;
      const all: Series[] = [...metric.allSeries()];
      // Families that read the series of others have none of their own.
      if (all.length === 0) continue;
      // Reading it begins the next gathering.
      const gathering = metric.gathering + 1;
      this.#seen.set(metric, { gathering, count: all.length, last: all.at(-1) });
    }
  }
}

/** Levels may change without being told, by a function that is read. */
const COUNTS: ReadonlySet<string> = new Set(["counter", "histogram", "summary"]);
