import type { FamilyHead } from "../metric-family.js";
import { clockShift, isSameShift } from "./clock.js";
import { RECORD } from "./log-buffer.js";
import type { LogRecord } from "./log-reading.js";
import type { ProcessMerge } from "./merge-processes.js";
import type { MergedFamily } from "./merged-family.js";
import type { Part } from "./part.js";
import type { Origin, Reading } from "./series-reader.js";

interface ToldFamily {
  readonly json: string;
  /** Undefined: nothing of it becomes a part. */
  readonly merged: MergedFamily | undefined;
}

interface NewReading extends Reading {
  shift: number;
  readonly bounds: Map<number, readonly number[]>;
}

type Parts = Map<number, Part>;
type Families = Map<number, ToldFamily>;

/** What the log of one process says, as a part of the merge of all. */
export class MergedLog {
  readonly #origin: Origin;
  readonly #merge: ProcessMerge;
  readonly #parts: Parts = new Map();
  #families: Families = new Map();
  /** Those that an earlier reading found. */
  #before: Families | undefined;
  /** The present one; parts that it has not met have another. */
  #reading: NewReading;
  /** True until a series has been told of in it: times depend on what is told before. */
  #isFresh = true;
  readonly #facts = new Map<string, string>();

  constructor(merge: ProcessMerge, origin: Origin) {
    this.#merge = merge;
    this.#origin = origin;
    this.#reading = { origin, shift: 0, bounds: new Map() };
  }

  /** What it says about itself: by which clock it gives times, and whom it contains. */
  get facts(): ReadonlyMap<string, string> {
    return this.#facts;
  }

  /** Seconds that are added to all times. */
  get shift(): number {
    return this.#reading.shift;
  }

  /** False when the clocks are no longer as they were when it was read. */
  get isInTime(): boolean {
    return isSameShift(this.shift, clockShift(this.#facts));
  }

  /** Takes in one record; a head and bounds come before the series that refer to them. */
  take(record: LogRecord): void {
    const { kind, number } = record;
    if (kind === RECORD.numbers) this.#takeNumbers(record);
    else if (kind === RECORD.series) this.#takeSeries(record);
    else if (kind === RECORD.seriesGone) this.#removePart(number);
    else if (kind === RECORD.head) this.#takeHead(number, record.open().text());
    else if (kind === RECORD.headGone) this.#takeHead(number, undefined);
    else if (kind === RECORD.bounds) this.#takeBounds(number, record.open().text());
    else if (kind === RECORD.fact) this.#takeFact(record);
  }

  /** From now on it is told from the beginning; until `settle` what was known stands. */
  restart(): void {
    this.settle();
    this.#before = this.#families;
    this.#families = new Map();
    this.#reading = { origin: this.#origin, shift: 0, bounds: new Map() };
    this.#isFresh = true;
    this.#facts.clear();
  }

  /** All has been told: what a reading from the beginning has not met again is gone. */
  settle(): void {
    if (this.#before === undefined) return;
    for (const [number, part] of this.#parts) {
      if (part.reading === this.#reading) continue;
      this.#parts.delete(number);
      part.remove();
    }
    for (const { merged } of this.#before.values()) merged?.leave();
    this.#before = undefined;
  }

  #takeFact(record: LogRecord): void {
    const input = record.open();
    this.#facts.set(input.text(), input.text());
    if (this.#isFresh) this.#reading.shift = clockShift(this.#facts);
  }

  #takeHead(number: number, json: string | undefined): void {
    const known = this.#families.get(number);
    if (known?.json === json) return;
    known?.merged?.leave();
    this.#families.delete(number);
    if (json === undefined) return;
    const merged = this.#merge.join(JSON.parse(json) as FamilyHead, this.#origin);
    this.#families.set(number, { json, merged });
    if (known !== undefined && known.merged !== merged) this.#move(known.merged, merged);
  }

  /** A family has become another one. */
  #move(from: MergedFamily | undefined, to: MergedFamily | undefined): void {
    for (const [number, part] of this.#parts) {
      if (part.family !== from) continue;
      if (to === undefined) this.#parts.delete(number);
      else this.#parts.set(number, to.add(part.labels, part.reading, part.told));
      part.remove();
    }
  }

  #takeBounds(number: number, json: string): void {
    const { bounds } = this.#merge;
    const known = bounds.get(json) ?? (JSON.parse(json) as readonly number[]);
    bounds.set(json, known);
    this.#reading.bounds.set(number, known);
  }

  #takeNumbers(record: LogRecord): void {
    const part = this.#parts.get(record.number);
    if (part?.reading === this.#reading) part.family.update(part, part.reading, record);
  }

  #takeSeries(record: LogRecord): void {
    this.#isFresh = false;
    const { number } = record;
    const input = record.open();
    const family = this.#families.get(input.whole())?.merged;
    const known = this.#parts.get(number);
    const labels = input.textLike(known?.labels ?? "");
    // What follows them is what it has counted.
    record.start = input.at;
    if (known !== undefined && known.family === family && known.labels === labels) {
      family.update(known, this.#reading, record);
      return;
    }
    this.#removePart(number);
    if (family !== undefined) this.#parts.set(number, family.add(labels, this.#reading, record));
  }

  #removePart(number: number): void {
    this.#parts.get(number)?.remove();
    this.#parts.delete(number);
  }
}
