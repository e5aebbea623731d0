import type { Exemplar, NativeHistogram } from "../metric-family.js";
import { bucketIndex, MIN_SCHEMA, upperBound } from "./bucket-index.js";
import {
  type Cells,
  halveResolution,
  increment,
  lowestIndex,
  NO_CELLS,
  takeBucket,
  toBuckets,
} from "./cells.js";
import { addExemplar } from "./native-exemplars.js";
import type { NativeConfig } from "./native-options.js";
import { cellsOf, NO_WINDOW, type Window, widen } from "./window.js";

/** What few series need, in an object of its own to keep the others small. */
interface Extras {
  /** The present one, if the zero bucket has been widened. */
  zeroThreshold: number;
  exemplars: readonly Exemplar[];
  /** Seconds since the epoch. */
  startedAt: number;
  resetAt: number;
}

/**
 * The state of one native histogram series.
 *
 * Its resolution gives way when there are too many buckets, one step per
 * observation. The owner counts the observations and their sum.
 */
export class NativeRecorder {
  readonly #config: NativeConfig;
  #schema: number;
  #zeroCount = 0;
  /** Positive values are counted here first; empty once they are counted in cells. */
  #window: Window = NO_WINDOW;
  /** The index of the window's first bucket. */
  #start = 0;
  #populated = 0;
  #positive: Cells = NO_CELLS;
  #negative: Cells = NO_CELLS;
  #extras: Extras | undefined;

  constructor(config: NativeConfig) {
    this.#config = config;
    this.#schema = config.schema;
    // Only a histogram that may start anew has to know its age.
    if (config.minResetInterval > 0) this.#extras = this.#newExtras();
  }

  /**
   * Counts `value` in its bucket; NaN is in none.
   *
   * True: there are too many buckets and the series has to start anew. Its owner
   * resets all of it, classic buckets and created time too, and observes again.
   */
  observe(value: number): boolean {
    // Short, for the compiler to inline it: a populated bucket of the window is the usual case,
    // and while there is a window no option asks for more.
    if (value > this.#config.zeroThreshold) {
      const window = this.#window;
      const offset = bucketIndex(value, this.#schema) - this.#start;
      if (offset >= 0 && offset < window.length) {
        const count = window[offset] as number;
        if (count > 0) {
          window[offset] = count + 1;
          return false;
        }
      }
    }
    return this.#observeAnywhere(value);
  }

  /** Keeps an exemplar among others spread over the range; one without a time is of no use to a scraper. */
  addExemplar(exemplar: Exemplar): void {
    if (exemplar.timestamp === undefined) return;
    this.#extras ??= this.#newExtras();
    this.#extras.exemplars = addExemplar(this.#extras.exemplars, exemplar);
  }

  snapshot(): NativeHistogram {
    return {
      schema: this.#schema,
      zeroThreshold: this.#extras?.zeroThreshold ?? this.#config.zeroThreshold,
      zeroCount: this.#zeroCount,
      positive: toBuckets(this.#populated > 0 ? this.#windowCells() : this.#positive),
      negative: toBuckets(this.#negative),
      exemplars: this.#extras?.exemplars ?? [],
    };
  }

  reset(): void {
    this.#schema = this.#config.schema;
    this.#zeroCount = 0;
    this.#clearWindow();
    this.#positive = NO_CELLS;
    this.#negative = NO_CELLS;
    this.#extras = this.#config.minResetInterval > 0 ? this.#newExtras() : undefined;
  }

  #observeAnywhere(value: number): boolean {
    const threshold = this.#extras?.zeroThreshold ?? this.#config.zeroThreshold;
    if (value > threshold) this.#countNew(bucketIndex(value, this.#schema));
    else if (value < -threshold) {
      this.#negative = increment(this.#negative, bucketIndex(-value, this.#schema));
    } else if (value <= threshold) this.#zeroCount++;
    const { maxBuckets, minResetInterval } = this.#config;
    if (minResetInterval > 0 && this.#isResetDue()) return true;
    const buckets = this.#populated + this.#positive.length + this.#negative.length;
    return maxBuckets > 0 && buckets > maxBuckets && this.#limitBuckets();
  }

  /** Counts a positive value whose bucket the window does not have, or not populated. */
  #countNew(index: number): void {
    const window = this.#windowFor(index);
    if (window === undefined) {
      this.#leaveWindow();
      this.#positive = increment(this.#positive, index);
      return;
    }
    this.#start = this.#populated === 0 ? index : Math.min(this.#start, index);
    this.#window = window;
    window[index - this.#start] = 1;
    this.#populated++;
  }

  /** No window where values are in cells already, or where each observation has to look at the clock. */
  #windowFor(index: number): Window | undefined {
    if (this.#positive.length > 0 || this.#config.minResetInterval > 0) return undefined;
    const offset = index - this.#start;
    if (offset >= 0 && offset < this.#window.length) return this.#window;
    return widen(this.#window, this.#start, index);
  }

  #windowCells(): Cells {
    return cellsOf(this.#window, this.#start);
  }

  #leaveWindow(): void {
    if (this.#populated === 0) return;
    this.#positive = this.#windowCells();
    this.#clearWindow();
  }

  #clearWindow(): void {
    this.#window = NO_WINDOW;
    this.#start = 0;
    this.#populated = 0;
  }

  #isResetDue(): boolean {
    const { resetAt } = this.#extras as Extras;
    return resetAt !== Number.POSITIVE_INFINITY && now() >= resetAt;
  }

  /** One step towards fewer buckets; true when that is a reset. */
  #limitBuckets(): boolean {
    const { minResetInterval } = this.#config;
    if (minResetInterval > 0) {
      const extras = this.#extras as Extras;
      const allowedAt = extras.startedAt + minResetInterval;
      if (extras.resetAt === Number.POSITIVE_INFINITY && now() >= allowedAt) return true;
      // The resolution given up now comes back with a reset as soon as one is allowed.
      extras.resetAt = Math.min(extras.resetAt, allowedAt);
    }
    this.#leaveWindow();
    if (!this.#widenZeroBucket()) this.#halveResolution();
    return false;
  }

  #widenZeroBucket(): boolean {
    const index = Math.min(lowestIndex(this.#positive), lowestIndex(this.#negative));
    const threshold = upperBound(index, this.#schema);
    if (threshold > this.#config.maxZeroThreshold) return false;
    const positive = takeBucket(this.#positive, index);
    const negative = takeBucket(this.#negative, index);
    this.#positive = positive.rest;
    this.#negative = negative.rest;
    this.#zeroCount += positive.count + negative.count;
    this.#extras ??= this.#newExtras();
    this.#extras.zeroThreshold = threshold;
    return true;
  }

  #halveResolution(): void {
    if (this.#schema === MIN_SCHEMA) return;
    this.#schema--;
    this.#positive = halveResolution(this.#positive);
    this.#negative = halveResolution(this.#negative);
  }

  #newExtras(): Extras {
    return {
      zeroThreshold: this.#config.zeroThreshold,
      exemplars: [],
      startedAt: now(),
      resetAt: Number.POSITIVE_INFINITY,
    };
  }
}

function now(): number {
  return Date.now() / 1000;
}
