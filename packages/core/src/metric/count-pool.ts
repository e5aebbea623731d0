/** Counts of one width; each run starts in the narrowest and moves to the next when one of its counts needs it. */
export type Counts = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** A run of counts within an array that many share. */
export interface CountRun {
  readonly counts: Counts;
  readonly at: number;
}

const KINDS = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;

/** Runs are this many counts long, or a multiple of it. */
const STEP = 8;
const SMALLEST_PAGE = 256;
const LARGEST_PAGE = 8192;

const NOTHING: Counts = new Uint8Array(0);
export const NO_RUN: CountRun = { counts: NOTHING, at: 0 };

/** The length of the run that is made for `length` counts. */
export function runLength(length: number): number {
  return Math.ceil(length / STEP) * STEP;
}

/**
 * After such a count it has to be seen whether it fitted: the lowest byte has wrapped.
 * Asked at every observation, answered true once in 256.
 */
export function mayOverflow(count: number): boolean {
  return (count & 0xff) === 0;
}

/**
 * Where all series of a histogram count. A typed array of its own would cost each
 * series more than its numbers; and most counts are so small that a byte holds them.
 */
export class CountPool {
  /** The pages of each kind; runs are made in the last one. */
  readonly #pages = KINDS.map(() => ({ all: [] as Counts[], used: 0 }));
  readonly #pageNumbers = new Map<Counts, number>();
  /** A number for each free run: an object would take more than its counts. */
  readonly #free = new Map<number, number[]>();
  #pageLength = SMALLEST_PAGE;

  /** A run of at least `length` zeros, for counts as wide as those of `like`. */
  allocate(length: number, like: Counts = NOTHING): CountRun {
    return this.#allocate(runLength(length), kindOf(like));
  }

  /** Gives a run back; it must not be used any more. */
  release({ counts, at }: CountRun, length: number): void {
    const whole = runLength(length);
    if (whole === 0) return;
    counts.fill(0, at, at + whole);
    const key = keyOf(whole, kindOf(counts));
    const number = (this.#pageNumbers.get(counts) as number) * LARGEST_PAGE + at;
    const free = this.#free.get(key);
    if (free === undefined) this.#free.set(key, [number]);
    else free.push(number);
  }

  /** Moves a run to wider counts, and the one that did not fit is `count` there. */
  widen(run: CountRun, length: number, index: number, count: number): CountRun {
    const wide = this.#allocate(runLength(length), kindOf(run.counts) + 1);
    copyRun(run, length, wide, 0);
    wide.counts[wide.at + index] = count;
    this.release(run, length);
    return wide;
  }

  #allocate(length: number, kind: number): CountRun {
    const pages = this.#pages[kind] as { all: Counts[]; used: number };
    const free = this.#free.get(keyOf(length, kind))?.pop();
    if (free !== undefined) {
      const counts = pages.all[Math.floor(free / LARGEST_PAGE)] as Counts;
      return { counts, at: free % LARGEST_PAGE };
    }
    const last = pages.all.at(-1);
    const counts =
      last !== undefined && pages.used + length <= last.length ? last : this.#addPage(kind, length);
    const run = { counts, at: pages.used };
    pages.used += length;
    return run;
  }

  #addPage(kind: number, length: number): Counts {
    const pages = this.#pages[kind] as { all: Counts[]; used: number };
    const Kind = KINDS[kind] as (typeof KINDS)[number];
    // A run longer than a page has one for itself.
    const counts = new Kind(Math.max(this.#pageLength, length));
    this.#pageNumbers.set(counts, pages.all.length);
    pages.all.push(counts);
    pages.used = 0;
    this.#pageLength = Math.min(this.#pageLength * 2, LARGEST_PAGE);
    return counts;
  }
}

/** Copies `length` counts to those from `offset` of another run, whose counts are as wide or wider. */
export function copyRun(from: CountRun, length: number, to: CountRun, offset: number): void {
  for (let i = 0; i < length; i++) {
    to.counts[to.at + offset + i] = from.counts[from.at + i] as number;
  }
}

function kindOf({ BYTES_PER_ELEMENT }: Counts): number {
  return Math.log2(BYTES_PER_ELEMENT);
}

/** A number: whoever takes and gives back runs all the time would make as many texts. */
function keyOf(length: number, kind: number): number {
  return length * KINDS.length + kind;
}
