import type { FamilyHead, Labels } from "../metric-family.js";
import { clockShift, isSameShift } from "./clock.js";
import type { ProcessMerge } from "./merge-processes.js";
import type { MergedFamily } from "./merged-family.js";
import type { Origin, Part } from "./merged-series.js";
import { decodeSeries, type SeriesEntry } from "./series-codec.js";

interface ToldFamily {
  readonly json: string;
  /** Undefined: nothing of it becomes a part. */
  readonly merged: MergedFamily | undefined;
}

type Parts = Map<number, readonly Part[]>;
type Families = Map<number, ToldFamily>;

const ZERO = "0".charCodeAt(0);
const NINE = "9".charCodeAt(0);
const HEAD = "f".charCodeAt(0);
const BOUNDS = "b".charCodeAt(0);
const NONE: readonly Part[] = [];

/** What the log of one process says, as a part of the merge of all. */
export class MergedLog {
  readonly origin: Origin;
  readonly #merge: ProcessMerge;
  #families: Families = new Map();
  #parts: Parts = new Map();
  /** What an earlier reading found and this one has not met yet. */
  #before: { readonly families: Families; readonly parts: Parts } | undefined;
  readonly #bounds = new Map<number, readonly number[]>();
  readonly #facts = new Map<string, string>();
  #shift = 0;

  constructor(merge: ProcessMerge, origin: Origin) {
    this.#merge = merge;
    this.origin = origin;
  }

  /** What it says about itself: by which clock it gives times, and whom it contains. */
  get facts(): ReadonlyMap<string, string> {
    return this.#facts;
  }

  /** Seconds that are added to all times. */
  get shift(): number {
    return this.#shift;
  }

  /** False when the clocks are no longer as they were when it was read. */
  get isInTime(): boolean {
    return isSameShift(this.#shift, clockShift(this.#facts));
  }

  /** Takes in one entry; a head and bounds come before the series that refer to them. */
  take(key: string, json: string | undefined): void {
    const kind = key.charCodeAt(0);
    if (kind >= ZERO && kind <= NINE) this.#takeSeries(Number(key), json);
    else if (kind === HEAD) this.#takeHead(Number(key.slice(1)), json);
    else if (json === undefined) return;
    else if (kind === BOUNDS) this.#takeBounds(Number(key.slice(1)), json);
    else {
      this.#facts.set(key, json);
      if (this.#parts.size === 0) this.#shift = clockShift(this.#facts);
    }
  }

  /** From now on it is told from the beginning; until `settle` what was known stands. */
  restart(): void {
    this.settle();
    this.#before = { families: this.#families, parts: this.#parts };
    this.#families = new Map();
    this.#parts = new Map();
    this.#bounds.clear();
    this.#facts.clear();
    this.#shift = 0;
  }

  /** All has been told: what a reading from the beginning has not met again is gone. */
  settle(): void {
    if (this.#before === undefined) return;
    const { families, parts } = this.#before;
    this.#before = undefined;
    for (const old of parts.values()) removeAll(old);
    for (const { merged } of families.values()) merged?.leave();
  }

  #takeHead(number: number, json: string | undefined): void {
    const known = this.#families.get(number);
    if (known?.json === json) return;
    known?.merged?.leave();
    this.#families.delete(number);
    if (json === undefined) return;
    const merged = this.#merge.join(JSON.parse(json) as FamilyHead, this.origin);
    this.#families.set(number, { json, merged });
    if (known !== undefined && known.merged !== merged) this.#move(known.merged, merged);
  }

  /** A family has become another one. */
  #move(from: MergedFamily | undefined, to: MergedFamily | undefined): void {
    for (const [number, parts] of this.#parts) {
      if (parts[0]?.family !== from) continue;
      removeAll(parts);
      if (to === undefined) this.#parts.delete(number);
      else {
        this.#parts.set(
          number,
          parts.map(({ labels, series }) => to.add(labels, series, this.origin)),
        );
      }
    }
  }

  #takeBounds(number: number, json: string): void {
    const { bounds } = this.#merge;
    const known = bounds.get(json) ?? (JSON.parse(json) as readonly number[]);
    bounds.set(json, known);
    this.#bounds.set(number, known);
  }

  #takeSeries(number: number, json: string | undefined): void {
    const known = this.#take(number);
    // Parsed only when its family is wanted.
    const family = json && this.#families.get(Number.parseInt(json.slice(1), 10))?.merged;
    if (!json || !family) {
      removeAll(known);
      return;
    }
    const [, ...encoded] = JSON.parse(json) as SeriesEntry;
    const parts = encoded.map((one, index) => {
      const part = known[index];
      const isSame = part?.family === family && sameLabels(part.labels, one.labels);
      const labels = isSame ? part.series.labels : one.labels;
      const series = decodeSeries(one, labels, this.#boundsOf, this.#shift);
      if (isSame) family.update(part, series);
      else if (part) removeAll([part]);
      return isSame ? part : family.add(one.labels, series, this.origin);
    });
    removeAll(known.slice(encoded.length));
    this.#parts.set(number, parts);
  }

  /** What was known of a series. */
  #take(number: number): readonly Part[] {
    const old = this.#before?.parts;
    const known = this.#parts.get(number) ?? old?.get(number) ?? NONE;
    old?.delete(number);
    this.#parts.delete(number);
    return known;
  }

  readonly #boundsOf = (number: number): readonly number[] => this.#bounds.get(number) ?? [];
}

function removeAll(parts: readonly Part[]): void {
  for (const part of parts) part.family.remove(part);
}

function sameLabels(a: Labels, b: Labels): boolean {
  let difference = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    difference += 1;
  }
  for (const _ in b) difference -= 1;
  return difference === 0;
}
