import { type CountPool, runLength } from "../metric/count-pool.js";
import type { MergedFamily } from "./merged-family.js";
import type { MergedSeries } from "./merged-series.js";
import { isSameReading, type PackedSeries, type Reading } from "./series-reader.js";

/** Bytes of a log that tell what a series has counted. */
export interface Told {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** What one process tells of one series, kept as it was written: most of it is never asked for. */
export class Part implements PackedSeries {
  reading: Reading;
  /** The labels as the process has them, as it wrote them. */
  readonly labels: string;
  readonly family: MergedFamily;
  readonly of: MergedSeries;
  bytes: Uint8Array;
  at: number;
  #length: number;

  constructor(
    reading: Reading,
    labels: string,
    family: MergedFamily,
    of: MergedSeries,
    told: Told,
    pool: CountPool,
  ) {
    this.reading = reading;
    this.labels = labels;
    this.family = family;
    this.of = of;
    this.#length = told.end - told.start;
    const run = pool.allocate(this.#length);
    this.bytes = run.counts as Uint8Array;
    this.at = run.at;
    this.#copy(told);
  }

  /** What it keeps. */
  get told(): Told {
    return { bytes: this.bytes, start: this.at, end: this.at + this.#length };
  }

  /** Keeps what is told now; false when that is the same. */
  replace(reading: Reading, told: Told, pool: CountPool): boolean {
    const isSame = this.#isSame(told) && isSameReading(this.reading, reading);
    this.reading = reading;
    if (isSame) return false;
    const length = told.end - told.start;
    if (runLength(length) !== runLength(this.#length)) {
      this.release(pool);
      const run = pool.allocate(length);
      this.bytes = run.counts as Uint8Array;
      this.at = run.at;
    }
    this.#length = length;
    this.#copy(told);
    return true;
  }

  /** The process no longer has it. */
  remove(): void {
    this.family.remove(this);
  }

  /** Gives its memory back. */
  release(pool: CountPool): void {
    pool.release({ counts: this.bytes, at: this.at }, this.#length);
  }

  #isSame({ bytes, start, end }: Told): boolean {
    if (end - start !== this.#length) return false;
    for (let i = 0; i < this.#length; i++) {
      if (this.bytes[this.at + i] !== bytes[start + i]) return false;
    }
    return true;
  }

  #copy({ bytes, start }: Told): void {
    for (let i = 0; i < this.#length; i++) {
      this.bytes[this.at + i] = bytes[start + i] as number;
    }
  }
}
