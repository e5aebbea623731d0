import type { FamilyHead, MetricFamily, Series } from "../metric-family.js";
import type { Entry } from "./log-format.js";
import { encodeSeries, type SeriesEntry } from "./series-codec.js";

/**
 * Turns families and series into entries of a log, and numbers them: `f3` is the
 * head of a family, `b0` a list of bounds, `17` a series.
 */
export class EntryWriter {
  readonly #bounds = new Map<string, number>();
  /** The lists that were looked up last, by identity: mostly a family has one for all series. */
  readonly #known = new WeakMap<readonly number[], number>();
  #unwritten: Entry[] = [];
  #next = 0;

  nextNumber(): number {
    return this.#next++;
  }

  head(family: number, head: FamilyHead): Entry {
    return [`f${family}`, JSON.stringify(head)];
  }

  /** The entry of one series; bounds that it refers to have to be taken before it. */
  series(number: number, family: number, series: Series | readonly Series[]): Entry {
    const all = Array.isArray(series) ? (series as readonly Series[]) : [series as Series];
    const encoded: SeriesEntry = [family, ...all.map((one) => encodeSeries(one, this.#numberOf))];
    return [String(number), JSON.stringify(encoded)];
  }

  /** Bounds that were met for the first time since the last call. */
  takeBounds(): readonly Entry[] {
    if (this.#unwritten.length === 0) return NONE;
    const taken = this.#unwritten;
    this.#unwritten = [];
    return taken;
  }

  allBounds(): Entry[] {
    return Array.from(this.#bounds, ([json, number]): Entry => [`b${number}`, json]);
  }

  readonly #numberOf = (upperBounds: readonly number[]): number => {
    const known = this.#known.get(upperBounds);
    if (known !== undefined) return known;
    const json = JSON.stringify(upperBounds);
    let number = this.#bounds.get(json);
    if (number === undefined) {
      number = this.#bounds.size;
      this.#bounds.set(json, number);
      this.#unwritten.push([`b${number}`, json]);
    }
    this.#known.set(upperBounds, number);
    return number;
  };
}

const NONE: readonly Entry[] = [];

/** All entries of some families. */
export function* encodeFamilies(families: Iterable<MetricFamily>): Generator<Entry, void> {
  const writer = new EntryWriter();
  for (const { series, ...head } of families) {
    const number = writer.nextNumber();
    yield writer.head(number, head);
    for (const one of series) {
      const entry = writer.series(writer.nextNumber(), number, one);
      yield* writer.takeBounds();
      yield entry;
    }
  }
}
