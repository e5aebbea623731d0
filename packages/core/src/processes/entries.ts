import type { FamilyHead, MetricFamily, Series } from "../metric-family.js";
import { Slices } from "../slices.js";
import type { Entry } from "./log-format.js";
import { decodeSeries, type EncodedSeries, encodeSeries } from "./series-codec.js";

/** What the entry of a series holds: the number of its family, and the series of one set of labels. */
type SeriesEntry = readonly [family: number, ...series: EncodedSeries[]];

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

/** Takes in the series of one family. */
export type SeriesSink = (series: Series) => void;

export interface DecodeOptions {
  /** Undefined for a family that is not wanted. */
  readonly sinkOf: (head: FamilyHead) => SeriesSink | undefined;
  /** Seconds to be added to all times. */
  readonly shift?: number;
  /** By their text: equal bounds of several processes are one list, seen to be equal at once. */
  readonly bounds?: Map<string, readonly number[]>;
}

/** Gives each series to the sink of its family; the event loop turns in between. */
export async function decodeEntries(
  entries: ReadonlyMap<string, string>,
  { sinkOf, shift = 0, bounds: shared = new Map() }: DecodeOptions,
): Promise<void> {
  const sinks = new Map<number, SeriesSink>();
  const bounds = new Map<number, readonly number[]>();
  for (const [key, json] of entries) {
    const number = Number(key.slice(1));
    if (key.startsWith("b")) {
      if (!shared.has(json)) shared.set(json, JSON.parse(json) as readonly number[]);
      bounds.set(number, shared.get(json) as readonly number[]);
    }
    if (!key.startsWith("f")) continue;
    const sink = sinkOf(JSON.parse(json) as FamilyHead);
    if (sink !== undefined) sinks.set(number, sink);
  }
  const boundsOf = (number: number) => bounds.get(number) ?? [];
  const slices = new Slices();
  for (const [key, json] of entries) {
    if (slices.due) await slices.turn();
    if (!IS_NUMBER.test(key)) continue;
    // Parsed only when its family is wanted.
    const sink = sinks.get(Number.parseInt(json.slice(1), 10));
    if (sink === undefined) continue;
    const [, ...series] = JSON.parse(json) as SeriesEntry;
    for (const one of series) sink(decodeSeries(one, boundsOf, shift));
  }
}

const IS_NUMBER = /^\d+$/;
