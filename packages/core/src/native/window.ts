import { appendCount, type Cells } from "./cells.js";

/**
 * The counts of neighbouring buckets, found by their index alone. Kept while the
 * populated buckets lie close together, as durations do; cells take over where
 * they do not, since the empty buckets in between cost memory.
 */
export type Window = number[];

/** Twelve powers of two at the default resolution. */
const MAX_WIDTH = 96;

/** The window of a histogram without observations, never changed. */
export const NO_WINDOW: Window = [];

/** A window from the lower of `start` and `index` that has room for both ends; undefined when that is too wide. */
export function widen(window: Window, start: number, index: number): Window | undefined {
  if (window.length === 0) return [0];
  const before = Math.max(start - index, 0);
  const width = Math.max(before + window.length, index - start + 1);
  if (width > MAX_WIDTH) return undefined;
  // An array of its final length has no room to spare, one that grows by `push` has.
  const wide = new Array<number>(width).fill(0);
  for (let offset = 0; offset < window.length; offset++) {
    wide[before + offset] = window[offset] as number;
  }
  return wide;
}

export function cellsOf(window: Window, start: number): Cells {
  const cells: Cells = [];
  window.forEach((count, offset) => {
    appendCount(cells, start + offset, count);
  });
  return cells.slice();
}
