import { seriesKey } from "../exposition/series-key.js";
import type { FamilyHead, MetricFamily, Series } from "../metric-family.js";
import type { LogBuffer } from "./log-buffer.js";
import { PackedWriter } from "./packed-writer.js";
import type { SeriesWriter } from "./series-writer.js";

/** What was told of a series, or is to be. */
interface ToldSeries {
  readonly number: number;
  readonly labels: string;
  packed: Buffer;
}

/** The same of a family. */
interface ToldFamily {
  readonly number: number;
  head: string;
  readonly series: Map<string, ToldSeries>;
}

type Change = (log: LogBuffer) => void;

/**
 * Families that can only be read as a whole, such as those of prom-client: what
 * differs from what was told before is written.
 */
export class ComparedFamilies {
  readonly #writer: SeriesWriter;
  readonly #families = new Map<string, ToldFamily>();
  readonly #scratch = new PackedWriter();
  #changes: Change[] = [];

  constructor(writer: SeriesWriter) {
    this.#writer = writer;
  }

  /** Families that are not among these stay as they were. The caller may stop for a while at each step. */
  *update(families: Iterable<MetricFamily>): Generator<void, void> {
    for (const { series, ...head } of families) {
      const told = this.#told(head);
      const gone = new Set(told.series.keys());
      for (const one of series) {
        const key = seriesKey(one.labels);
        gone.delete(key);
        this.#updateSeries(told, key, one);
        yield;
      }
      for (const key of gone) {
        this.#forget(told.series.get(key) as ToldSeries);
        told.series.delete(key);
      }
    }
  }

  /** Forgets all families but these. */
  retain(names: ReadonlySet<string>): void {
    for (const [name, { number, series }] of this.#families) {
      if (names.has(name)) continue;
      this.#families.delete(name);
      this.#changes.push((log) => this.#writer.headGone(log, number));
      for (const one of series.values()) this.#forget(one);
    }
  }

  /** Writes what has changed since it was called last, or everything. */
  *write(log: LogBuffer, everything: boolean): Generator<void, void> {
    const changes = this.#changes;
    this.#changes = [];
    for (const change of everything ? this.#all() : changes) {
      change(log);
      yield;
    }
  }

  *#all(): Generator<Change, void> {
    const writer = this.#writer;
    for (const { number: family, head, series } of this.#families.values()) {
      yield (log) => writer.head(log, family, head);
      for (const { number, labels, packed } of series.values()) {
        yield (log) => writer.packedSeries(log, number, family, labels, packed);
      }
    }
  }

  #told(head: FamilyHead): ToldFamily {
    let told = this.#families.get(head.name);
    if (told === undefined) {
      told = { number: this.#writer.nextNumber(), head: "", series: new Map() };
      this.#families.set(head.name, told);
    }
    const { number } = told;
    const json = JSON.stringify(head);
    if (json !== told.head) {
      told.head = json;
      this.#changes.push((log) => this.#writer.head(log, number, json));
    }
    return told;
  }

  #updateSeries({ number: family, series }: ToldFamily, key: string, one: Series): void {
    const writer = this.#writer;
    const known = series.get(key);
    this.#scratch.length = 0;
    writer.pack(this.#scratch, one);
    if (known?.packed.equals(this.#scratch.written())) return;
    const packed = Buffer.from(this.#scratch.written());
    if (known !== undefined) {
      known.packed = packed;
      this.#changes.push((log) => writer.packedNumbers(log, known.number, packed));
      return;
    }
    const number = writer.nextNumber();
    const labels = JSON.stringify(one.labels);
    series.set(key, { number, labels, packed });
    this.#changes.push((log) => writer.packedSeries(log, number, family, labels, packed));
  }

  #forget({ number }: ToldSeries): void {
    this.#changes.push((log) => this.#writer.seriesGone(log, number));
  }
}
