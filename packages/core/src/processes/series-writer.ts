import type { Series } from "../metric-family.js";
import { type LogBuffer, RECORD } from "./log-buffer.js";
import { packSeries } from "./pack-series.js";
import type { PackedWriter } from "./packed-writer.js";

/** Writes families and series into logs, by numbers that it gives them. */
export class SeriesWriter {
  readonly #bounds = new Map<string, number>();
  /** The lists that were looked up last, by identity: mostly a family has one for all series. */
  readonly #known = new WeakMap<readonly number[], number>();
  /** How many lists of bounds the log has been told. */
  #told = 0;
  #next = 0;

  nextNumber(): number {
    return this.#next++;
  }

  /** `head` as JSON. */
  head(log: LogBuffer, family: number, head: string): void {
    log.add(RECORD.head, family, head);
  }

  headGone(log: LogBuffer, family: number): void {
    log.add(RECORD.headGone, family);
  }

  /** A series with its labels: it is new, or the log is. */
  series(log: LogBuffer, number: number, family: number, series: Series): void {
    const bounds = this.#boundsOf(series);
    this.#tellBounds(log);
    const out = log.begin(RECORD.series, number);
    out.whole(family);
    out.text(JSON.stringify(series.labels));
    packSeries(out, series, bounds);
    log.end();
  }

  /** The numbers of a series alone. */
  numbers(log: LogBuffer, number: number, series: Series): void {
    const bounds = this.#boundsOf(series);
    this.#tellBounds(log);
    packSeries(log.begin(RECORD.numbers, number), series, bounds);
    log.end();
  }

  seriesGone(log: LogBuffer, number: number): void {
    log.add(RECORD.seriesGone, number);
  }

  /** What `packedSeries` and `packedNumbers` write, later. */
  pack(out: PackedWriter, series: Series): void {
    packSeries(out, series, this.#boundsOf(series));
  }

  packedSeries(
    log: LogBuffer,
    number: number,
    family: number,
    labels: string,
    packed: Uint8Array,
  ): void {
    this.#tellBounds(log);
    const out = log.begin(RECORD.series, number);
    out.whole(family);
    out.text(labels);
    out.append(packed);
    log.end();
  }

  packedNumbers(log: LogBuffer, number: number, packed: Uint8Array): void {
    this.#tellBounds(log);
    log.begin(RECORD.numbers, number).append(packed);
    log.end();
  }

  /** The next log does not have the bounds that this one was told. */
  forgetTold(): void {
    this.#told = 0;
  }

  /** The number of a histogram's bounds. */
  #boundsOf(series: Series): number {
    if (!("histogram" in series)) return 0;
    const { upperBounds } = series.histogram;
    const known = this.#known.get(upperBounds);
    if (known !== undefined) return known;
    const json = JSON.stringify(upperBounds);
    let number = this.#bounds.get(json);
    if (number === undefined) {
      number = this.#bounds.size;
      this.#bounds.set(json, number);
    }
    this.#known.set(upperBounds, number);
    return number;
  }

  /** Whoever reads a series has to know the bounds that it refers to. */
  #tellBounds(log: LogBuffer): void {
    if (this.#told === this.#bounds.size) return;
    const untold = [...this.#bounds.keys()].slice(this.#told);
    for (const json of untold) log.add(RECORD.bounds, this.#told++, json);
  }
}
