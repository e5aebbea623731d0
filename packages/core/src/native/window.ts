import { type CountPool, type CountRun, copyRun, NO_RUN, runLength } from "../metric/count-pool.js";
import { appendCount, type Cells } from "./cells.js";
import { type BucketsReading, endBuckets } from "./native-reading.js";

/**
 * The counts of neighbouring buckets, found by their index alone. Kept while the
 * populated buckets lie close together, as durations do; cells take over where
 * they do not, since the empty buckets in between cost memory.
 */
export interface Window extends CountRun {
  /** The index of the first bucket. */
  readonly start: number;
  readonly width: number;
}

/** Twenty-four powers of two at the default resolution: from a tenth of a millisecond to half an hour. */
const MAX_WIDTH = 192;

/** The window of a histogram without observations. */
export const NO_WINDOW: Window = { ...NO_RUN, start: 0, width: 0 };

/** A window that reaches to `index` too, in place of the old one; undefined when that is too wide. */
export function widened(old: Window, index: number, pool: CountPool): Window | undefined {
  const isBelow = index < old.start;
  const end = old.start + old.width;
  const needed = old.width === 0 ? 1 : Math.max(end, index + 1) - Math.min(old.start, index);
  if (needed > MAX_WIDTH) return undefined;
  const width = runLength(needed);
  // What the run has to spare is on the side to which it grows.
  const start = old.width === 0 ? index : isBelow ? end - width : old.start;
  const run = pool.allocate(width, old.counts);
  copyRun(old, old.width, run, old.width === 0 ? 0 : old.start - start);
  pool.release(old, old.width);
  return { ...run, start, width };
}

export function cellsOf({ counts, at, start, width }: Window): Cells {
  const cells: Cells = [];
  for (let offset = 0; offset < width; offset++) {
    appendCount(cells, start + offset, counts[at + offset] as number);
  }
  return cells.slice();
}

/** The populated buckets, one pass over the counts: they are read whenever a series has changed. */
export function readWindow({ counts, at, start, width }: Window, reading: BucketsReading): void {
  let populated = 0;
  for (let offset = 0; offset < width; offset++) {
    const count = counts[at + offset] as number;
    if (count === 0) continue;
    reading.indices[populated] = start + offset;
    reading.counts[populated] = count;
    populated += 1;
  }
  endBuckets(reading, populated);
}
