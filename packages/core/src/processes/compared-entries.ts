import { seriesKey } from "../exposition/series-key.js";
import type { FamilyHead, MetricFamily, Series } from "../metric-family.js";
import type { EntryWriter } from "./entries.js";
import type { Entry } from "./log-format.js";

/** What was told of a family. */
interface Told {
  readonly number: number;
  head: string;
  readonly series: Map<string, { readonly number: number; json: string }>;
}

/**
 * The entries of families that can only be read as a whole, such as those of
 * prom-client: what differs from what was told before.
 */
export class ComparedEntries {
  readonly #writer: EntryWriter;
  readonly #families = new Map<string, Told>();

  constructor(writer: EntryWriter) {
    this.#writer = writer;
  }

  /** Families that are not among these stay as they were. */
  *update(families: Iterable<MetricFamily>): Generator<Entry | undefined, void> {
    for (const { series, ...head } of families) {
      const told = this.#told(head);
      yield* this.#updateHead(told, head);
      const gone = new Set(told.series.keys());
      for (const one of series) {
        const key = seriesKey(one.labels);
        gone.delete(key);
        yield* this.#updateSeries(told, key, one);
      }
      for (const key of gone) {
        yield [String(told.series.get(key)?.number), undefined];
        told.series.delete(key);
      }
    }
  }

  /** Forgets all families but these. */
  *retain(names: ReadonlySet<string>): Generator<Entry, void> {
    for (const [name, { number, series }] of this.#families) {
      if (names.has(name)) continue;
      this.#families.delete(name);
      yield [`f${number}`, undefined];
      for (const { number: one } of series.values()) yield [String(one), undefined];
    }
  }

  /** All that was told. */
  *everything(): Generator<Entry, void> {
    for (const { number, head, series } of this.#families.values()) {
      yield [`f${number}`, head];
      for (const { number: one, json } of series.values()) yield [String(one), json];
    }
  }

  #told(head: FamilyHead): Told {
    let told = this.#families.get(head.name);
    if (told === undefined) {
      told = { number: this.#writer.nextNumber(), head: "", series: new Map() };
      this.#families.set(head.name, told);
    }
    return told;
  }

  *#updateHead(told: Told, head: FamilyHead): Generator<Entry, void> {
    const [key, json] = this.#writer.head(told.number, head);
    if (json === told.head) return;
    told.head = json as string;
    yield [key, json];
  }

  *#updateSeries(told: Told, key: string, series: Series): Generator<Entry | undefined, void> {
    const known = told.series.get(key);
    const number = known?.number ?? this.#writer.nextNumber();
    const [name, json] = this.#writer.series(number, told.number, series);
    yield* this.#writer.takeBounds();
    if (known?.json === json) return yield undefined;
    if (known === undefined) told.series.set(key, { number, json: json as string });
    else known.json = json as string;
    yield [name, json];
  }
}
