import { type CountPool, type CountRun, type Counts, mayOverflow } from "../metric/count-pool.js";
import type { Exemplar, NativeHistogram } from "../metric-family.js";
import { bucketIndex, isUsual, MIN_SCHEMA, upperBound, usualIndex } from "./bucket-index.js";
import {
  type Cells,
  halveResolution,
  increment,
  lowestIndex,
  NO_CELLS,
  readCells,
  takeBucket,
} from "./cells.js";
import { highWord, writtenNumber } from "./double-words.js";
import { addExemplar } from "./native-exemplars.js";
import type { NativeConfig } from "./native-options.js";
import { type NativeReading, newNativeReading } from "./native-reading.js";
import { cellsOf, NO_WINDOW, readWindow, type Window, widened } from "./window.js";

const NO_EXEMPLARS: readonly Exemplar[] = [];

/** What few series need, in an object of its own to keep the others small. */
interface Extras {
  zeroCount: number;
  /** Where positive values are counted that no window holds. */
  positive: Cells;
  negative: Cells;
  /** The present one, if the zero bucket has been widened. */
  zeroThreshold: number;
  exemplars: readonly Exemplar[];
  /** Seconds since the epoch. */
  startedAt: number;
  resetAt: number;
}

/** What all series of a family share. */
export interface NativeShared {
  readonly config: NativeConfig;
  readonly pool: CountPool;
}

/**
 * The state of one native histogram series.
 *
 * Its resolution gives way when there are too many buckets, one step per
 * observation. The owner counts the observations and their sum.
 */
export class NativeRecorder {
  private readonly shared: NativeShared;
  private schema: number;
  // A window: positive values are counted there first; it is empty once they are counted in cells.
  private counts: Counts = NO_WINDOW.counts;
  private at = 0;
  private start = 0;
  private width = 0;
  private extras: Extras | undefined;

  constructor(shared: NativeShared) {
    this.shared = shared;
    this.schema = shared.config.schema;
    // Only a histogram that may start anew has to know its age.
    if (shared.config.minResetInterval > 0) this.needExtras();
  }

  /**
   * Counts `value` in its bucket; NaN is in none.
   *
   * True: there are too many buckets and the series has to start anew. Its owner
   * resets all of it, classic buckets and created time too, and observes again.
   */
  observe(value: number): boolean {
    return this.observeWritten(highWord(value));
  }

  /** As `observe`, for the number that `highWord` has just written and returned the upper half of. */
  observeWritten(high: number): boolean {
    // Short, for the compiler to inline it: a populated bucket of the window is the usual case,
    // and while there is a window no option asks for more.
    // Read at once: finding an unusual bucket writes other numbers.
    const value = writtenNumber();
    if (value > this.shared.config.zeroThreshold) {
      const { schema } = this;
      const index = isUsual(high, schema) ? usualIndex(high, schema) : bucketIndex(value, schema);
      const offset = index - this.start;
      if (offset >= 0 && offset < this.width) {
        const at = this.at + offset;
        const count = (this.counts[at] as number) + 1;
        if (count > 1) {
          this.counts[at] = count;
          if (mayOverflow(count)) this.widenCounts(offset, count);
          return false;
        }
      }
    }
    return this.observeAnywhere(value);
  }

  /** Keeps an exemplar among others spread over the range; one without a time is of no use to a scraper. */
  addExemplar(exemplar: Exemplar): void {
    if (exemplar.timestamp === undefined) return;
    const extras = this.needExtras();
    extras.exemplars = addExemplar(extras.exemplars, exemplar);
  }

  snapshot(): NativeHistogram {
    const reading = newNativeReading();
    this.read(reading);
    return reading;
  }

  /** Writes the present numbers into `reading`. */
  read(reading: NativeReading): void {
    reading.schema = this.schema;
    reading.zeroThreshold = this.zeroThreshold;
    reading.zeroCount = this.extras?.zeroCount ?? 0;
    if (this.width > 0) readWindow(this.window, reading.positive);
    else readCells(this.positive, reading.positive);
    readCells(this.negative, reading.negative);
    reading.exemplars = this.extras?.exemplars ?? NO_EXEMPLARS;
  }

  reset(): void {
    this.schema = this.shared.config.schema;
    this.clearWindow();
    this.extras = undefined;
    if (this.shared.config.minResetInterval > 0) this.needExtras();
  }

  private get window(): Window {
    return { counts: this.counts, at: this.at, start: this.start, width: this.width };
  }

  /** How many buckets of the window are populated. */
  private get populated(): number {
    const { counts, at, width } = this;
    let populated = 0;
    for (let offset = 0; offset < width; offset++) {
      if ((counts[at + offset] as number) > 0) populated++;
    }
    return populated;
  }

  private get positive(): Cells {
    return this.extras?.positive ?? NO_CELLS;
  }

  private get negative(): Cells {
    return this.extras?.negative ?? NO_CELLS;
  }

  private get zeroThreshold(): number {
    return this.extras?.zeroThreshold ?? this.shared.config.zeroThreshold;
  }

  private observeAnywhere(value: number): boolean {
    const threshold = this.zeroThreshold;
    if (value > threshold) this.countNew(bucketIndex(value, this.schema));
    else if (value < -threshold) {
      const extras = this.needExtras();
      extras.negative = increment(extras.negative, bucketIndex(-value, this.schema));
    } else if (value <= threshold) this.needExtras().zeroCount++;
    const { maxBuckets, minResetInterval } = this.shared.config;
    if (minResetInterval > 0 && this.isResetDue()) return true;
    const buckets = this.populated + this.positive.length + this.negative.length;
    return maxBuckets > 0 && buckets > maxBuckets && this.limitBuckets();
  }

  /** Counts a positive value whose bucket the window does not have, or not populated. */
  private countNew(index: number): void {
    const offset = index - this.start;
    if (offset >= 0 && offset < this.width) {
      this.counts[this.at + offset] = 1;
      return;
    }
    const window = this.widerWindow(index);
    if (window === undefined) {
      this.leaveWindow();
      const extras = this.needExtras();
      extras.positive = increment(extras.positive, index);
      return;
    }
    this.setWindow(window);
    window.counts[window.at + index - window.start] = 1;
  }

  /** None where values are in cells already, or where each observation has to look at the clock. */
  private widerWindow(index: number): Window | undefined {
    if (this.positive.length > 0 || this.shared.config.minResetInterval > 0) return undefined;
    return widened(this.window, index, this.shared.pool);
  }

  /** The count that did not fit moves the whole window to wider ones. */
  private widenCounts(offset: number, count: number): void {
    if (this.counts[this.at + offset] === count) return;
    const run: CountRun = this.shared.pool.widen(this.window, this.width, offset, count);
    this.counts = run.counts;
    this.at = run.at;
  }

  private leaveWindow(): void {
    if (this.width === 0) return;
    this.needExtras().positive = cellsOf(this.window);
    this.clearWindow();
  }

  private clearWindow(): void {
    this.shared.pool.release(this.window, this.width);
    this.setWindow(NO_WINDOW);
  }

  private setWindow({ counts, at, start, width }: Window): void {
    this.counts = counts;
    this.at = at;
    this.start = start;
    this.width = width;
  }

  private isResetDue(): boolean {
    const { resetAt } = this.extras as Extras;
    return resetAt !== Number.POSITIVE_INFINITY && now() >= resetAt;
  }

  /** One step towards fewer buckets; true when that is a reset. */
  private limitBuckets(): boolean {
    const { minResetInterval } = this.shared.config;
    if (minResetInterval > 0) {
      const extras = this.extras as Extras;
      const allowedAt = extras.startedAt + minResetInterval;
      if (extras.resetAt === Number.POSITIVE_INFINITY && now() >= allowedAt) return true;
      // The resolution given up now comes back with a reset as soon as one is allowed.
      extras.resetAt = Math.min(extras.resetAt, allowedAt);
    }
    this.leaveWindow();
    if (!this.widenZeroBucket()) this.halveResolution();
    return false;
  }

  private widenZeroBucket(): boolean {
    const extras = this.needExtras();
    const index = Math.min(lowestIndex(extras.positive), lowestIndex(extras.negative));
    const threshold = upperBound(index, this.schema);
    if (threshold > this.shared.config.maxZeroThreshold) return false;
    const positive = takeBucket(extras.positive, index);
    const negative = takeBucket(extras.negative, index);
    extras.positive = positive.rest;
    extras.negative = negative.rest;
    extras.zeroCount += positive.count + negative.count;
    extras.zeroThreshold = threshold;
    return true;
  }

  private halveResolution(): void {
    if (this.schema === MIN_SCHEMA) return;
    this.schema--;
    const extras = this.needExtras();
    extras.positive = halveResolution(extras.positive);
    extras.negative = halveResolution(extras.negative);
  }

  private needExtras(): Extras {
    this.extras ??= {
      zeroCount: 0,
      positive: NO_CELLS,
      negative: NO_CELLS,
      zeroThreshold: this.shared.config.zeroThreshold,
      exemplars: [],
      startedAt: now(),
      resetAt: Number.POSITIVE_INFINITY,
    };
    return this.extras;
  }
}

function now(): number {
  return Date.now() / 1000;
}
