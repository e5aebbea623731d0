import { type BucketsReading, endBuckets } from "./native-reading.js";

/**
 * Populated buckets, one number each: index × 2^34 + count, ascending.
 *
 * Index and count share a double, which has 53 bits and needs 19 for the index:
 * half the memory of two numbers, and the order of the cells is the order of
 * the indices. An array is replaced when a bucket joins it, so that it is never
 * larger than its contents. A bucket that outgrows its 34 bits gets a second cell.
 */
export type Cells = number[];

const COUNT_RANGE = 2 ** 34;

/** The cells of a histogram without observations, never changed. */
export const NO_CELLS: Cells = [];

/** Counts one observation in bucket `index`; returns a new array when it has no cell yet. */
export function increment(cells: Cells, index: number): Cells {
  const first = index * COUNT_RANGE;
  const full = first + COUNT_RANGE - 1;
  let position = search(cells, first);
  while (position < cells.length && (cells[position] as number) === full) position++;
  const cell = cells[position];
  if (cell !== undefined && cell < full) {
    cells[position] = cell + 1;
    return cells;
  }
  return insert(cells, position, first + 1);
}

/** The position of the first cell at or above `first`. */
function search(cells: Cells, first: number): number {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cells[middle] as number) < first) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(cells: Cells, position: number, cell: number): Cells {
  const grown = new Array<number>(cells.length + 1);
  for (let i = 0; i < position; i++) grown[i] = cells[i] as number;
  grown[position] = cell;
  for (let i = position; i < cells.length; i++) grown[i + 1] = cells[i] as number;
  return grown;
}

/** Adds a bucket above all others. */
export function appendCount(cells: Cells, index: number, count: number): void {
  const first = index * COUNT_RANGE;
  let rest = count;
  for (; rest >= COUNT_RANGE; rest -= COUNT_RANGE - 1) cells.push(first + COUNT_RANGE - 1);
  if (rest > 0) cells.push(first + rest);
}

/** The lowest index; Infinity without cells. */
export function lowestIndex(cells: Cells): number {
  return cells.length === 0 ? Number.POSITIVE_INFINITY : indexOf(cells[0] as number);
}

/** Takes bucket `index` away and returns what it had counted. */
export function takeBucket(cells: Cells, index: number): { rest: Cells; count: number } {
  let count = 0;
  const rest = cells.filter((cell) => {
    if (indexOf(cell) !== index) return true;
    count += cell - index * COUNT_RANGE;
    return false;
  });
  return { rest, count };
}

export function readCells(cells: Cells, reading: BucketsReading): void {
  const { indices, counts } = reading;
  let populated = 0;
  for (const cell of cells) {
    const index = indexOf(cell);
    const count = cell - index * COUNT_RANGE;
    if (populated > 0 && index === indices[populated - 1]) {
      counts[populated - 1] = (counts[populated - 1] as number) + count;
      continue;
    }
    indices[populated] = index;
    counts[populated] = count;
    populated += 1;
  }
  endBuckets(reading, populated);
}

/** The cells at the next lower schema, where two neighbouring buckets are one. */
export function halveResolution(cells: Cells): Cells {
  const halved: Cells = [];
  for (const cell of cells) {
    const index = indexOf(cell);
    const count = cell - index * COUNT_RANGE;
    const first = ((index + 1) >> 1) * COUNT_RANGE;
    const last = halved.at(-1);
    if (last !== undefined && last >= first && last + count < first + COUNT_RANGE) {
      halved[halved.length - 1] = last + count;
    } else halved.push(first + count);
  }
  return halved.slice();
}

function indexOf(cell: number): number {
  return Math.floor(cell / COUNT_RANGE);
}
