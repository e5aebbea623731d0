import type {
  Exemplar,
  HistogramValue,
  Labels,
  NativeBuckets,
  NativeHistogram,
  Series,
  SummaryValue,
} from "../metric-family.js";
import type { Parts } from "./exact-sum.js";
import {
  CHANGED,
  CREATED,
  EXEMPLARS,
  HISTOGRAM,
  KIND,
  LOWEST_INDEX,
  NATIVE,
  PARTS,
  type PackedExemplar,
  SUMMARY,
  TIMESTAMP,
  USUAL_THRESHOLD,
} from "./pack-series.js";
import { PackedReader } from "./packed-reader.js";

/** What a series was part of when it was read. */
export interface Origin {
  /** The value of the label `worker`; undefined: the total of workers that have ended. */
  readonly worker: string | undefined;
  readonly live: boolean;
  /** Parts of lower rank come first, equal ones as they were added. */
  readonly rank: number;
}

/** What the numbers of a log refer to. */
export interface Reading {
  readonly origin: Origin;
  /** Seconds to be added to all times. */
  readonly shift: number;
  readonly bounds: ReadonlyMap<number, readonly number[]>;
}

/** True when the same bytes mean the same. */
export function isSameReading(a: Reading, b: Reading): boolean {
  if (a === b) return true;
  if (a.shift !== b.shift || a.bounds.size !== b.bounds.size) return false;
  for (const [number, bounds] of a.bounds) if (b.bounds.get(number) !== bounds) return false;
  return true;
}

/** Where a packed series is. */
export interface PackedSeries {
  readonly reading: Reading;
  readonly bytes: Uint8Array;
  readonly at: number;
}

const NO_BOUNDS: readonly number[] = [];

/** Reads packed series: one after the other, and of each what comes first before what follows. */
export class SeriesReader {
  flags = 0;
  /** When the series began; Infinity: it does not say, as below. */
  created: number = Infinity;
  timestamp: number = Infinity;
  parts: Parts | undefined;
  /** The value, or the sum of what was observed. */
  value = 0;
  readonly #in = new PackedReader();
  #reading: Reading | undefined;

  /** Begins a series. */
  open({ reading, bytes, at }: PackedSeries): this {
    const input = this.#in.open(bytes, at);
    this.#reading = reading;
    this.flags = input.byte();
    this.created = this.#has(CREATED) ? input.double() + reading.shift : Infinity;
    this.timestamp = this.#has(TIMESTAMP) ? input.double() + reading.shift : Infinity;
    this.parts = this.#has(PARTS) ? this.#doubles(input.whole()) : undefined;
    this.value = input.number();
    return this;
  }

  get isHistogram(): boolean {
    return (this.flags & KIND) === HISTOGRAM;
  }

  /** Of a histogram, first. */
  upperBounds(): readonly number[] {
    return this.#reading?.bounds.get(this.#in.whole()) ?? NO_BOUNDS;
  }

  /** Of a histogram, second: adds the counts of its buckets; returns that of all of them. */
  addCounts(counts: number[]): number {
    const input = this.#in;
    const length = input.whole();
    for (let i = 0; i < length; i++) counts[i] = (counts[i] ?? 0) + input.number();
    return input.number();
  }

  /** The whole series; nothing of it may have been read but its beginning. */
  series(labels: Labels): Series {
    const { created, timestamp, parts } = this;
    const base = {
      labels,
      ...(created !== Infinity && { created }),
      ...(timestamp !== Infinity && { timestamp }),
      ...(parts !== undefined && { parts }),
    };
    const kind = this.flags & KIND;
    if (kind === HISTOGRAM) return { ...base, histogram: this.#histogram() };
    if (kind === SUMMARY) return { ...base, summary: this.#summary() };
    const changed = this.#has(CHANGED) && { changed: this.#in.double() };
    const exemplar = this.#has(EXEMPLARS) && {
      exemplar: this.#exemplar(JSON.parse(this.#in.text()) as PackedExemplar),
    };
    return { ...base, value: this.value, ...exemplar, ...changed };
  }

  #histogram(): HistogramValue {
    const upperBounds = this.upperBounds();
    const counts: number[] = [];
    const count = this.addCounts(counts);
    const exemplars = this.#has(EXEMPLARS) && {
      exemplars: (JSON.parse(this.#in.text()) as (PackedExemplar | null)[]).map((one) =>
        one ? this.#exemplar(one) : undefined,
      ),
    };
    const native = this.#has(NATIVE) && { native: this.#native() };
    return { upperBounds, counts, sum: this.value, count, ...exemplars, ...native };
  }

  #native(): NativeHistogram {
    const input = this.#in;
    const schema = input.number();
    const zeroThreshold = input.number() * USUAL_THRESHOLD;
    const zeroCount = input.number();
    const positive = this.#buckets();
    const negative = this.#buckets();
    const exemplars = (JSON.parse(input.text() || "[]") as PackedExemplar[]).map(this.#exemplar);
    return { schema, zeroThreshold, zeroCount, positive, negative, exemplars };
  }

  #buckets(): NativeBuckets {
    const indices: number[] = [];
    const counts: number[] = [];
    let index = LOWEST_INDEX;
    for (let left = this.#in.whole(); left > 0; left--) {
      index += this.#in.whole();
      indices.push(index);
      counts.push(this.#in.number());
    }
    return { indices, counts };
  }

  #summary(): SummaryValue {
    const input = this.#in;
    const count = input.number();
    const quantiles = Array.from({ length: input.whole() }, () => {
      return { quantile: input.number(), value: input.number() };
    });
    return { count, sum: this.value, quantiles };
  }

  readonly #exemplar = ([labels, value, time]: PackedExemplar): Exemplar => {
    const shift = this.#reading?.shift ?? 0;
    const timestamp = time != null && { timestamp: time + shift };
    return { labels, value: Number(value), ...timestamp };
  };

  #doubles(length: number): number[] {
    return Array.from({ length }, () => this.#in.double());
  }

  #has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }
}
