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
  readonly #pages = KINDS.map(() => ({ counts: NOTHING, used: 0 }));
  readonly #free = new Map<string, CountRun[]>();
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
    const free = this.#free.get(key);
    if (free === undefined) this.#free.set(key, [{ counts, at }]);
    else free.push({ counts, at });
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
    const free = this.#free.get(keyOf(length, kind))?.pop();
    if (free !== undefined) return free;
    const page = this.#pages[kind] as { counts: Counts; used: number };
    if (page.used + length > page.counts.length) {
      const Kind = KINDS[kind] as (typeof KINDS)[number];
      page.counts = new Kind(Math.max(this.#pageLength, length));
      page.used = 0;
      this.#pageLength = Math.min(this.#pageLength * 2, LARGEST_PAGE);
    }
    const run = { counts: page.counts, at: page.used };
    page.used += length;
    return run;
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

function keyOf(length: number, kind: number): string {
  return `${kind}:${length}`;
}
