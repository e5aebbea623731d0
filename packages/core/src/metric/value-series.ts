import { MetricsError } from "../errors.js";
import {
  countExceptions,
  type ErrorClass,
  type ExceptionFilter,
} from "../function/count-exceptions.js";
import { measure, whileInProgress } from "../function/measure.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import type { AnyFunction } from "../function/wrap-function.js";
import type { Exemplar, Labels } from "../metric-family.js";
import { exemplarOf } from "./exemplar.js";
import type { Family } from "./family.js";
import { Series } from "./series.js";
import { steadySeconds } from "./steady-time.js";
import { TimedSeries } from "./timed-series.js";

/** What a series of a counter or a gauge tells its family. */
type Owner = Family<Series>;

/** One counter series: a number that only goes up. */
export class CounterSeries extends Series {
  value = 0;
  exemplar: Exemplar | undefined = undefined;
  readonly #family: Owner;

  constructor(family: Owner, labelValues: readonly string[]) {
    super(labelValues);
    this.#family = family;
  }

  /** Adds `amount`, 1 by default. A negative amount or NaN is ignored, with a warning. */
  inc(amount = 1, exemplarLabels?: Labels): void {
    if (typeof amount !== "number" || !(amount >= 0)) {
      this.#family.refuse("inc", amount);
      return;
    }
    this.value += amount;
    this.changedIn = this.#family.gathering;
    if (exemplarLabels) this.exemplar = exemplarOf(exemplarLabels, amount) ?? this.exemplar;
  }

  /** Counts the calls of a function that fail, or only those that fail with certain errors. */
  countExceptions(classes?: ErrorClass | readonly ErrorClass[]): MeasuringDecorator;
  countExceptions<F extends AnyFunction>(fn: F, filter?: ExceptionFilter): F;
  countExceptions(
    fn?: AnyFunction | ErrorClass | readonly ErrorClass[],
    filter?: ExceptionFilter,
  ): AnyFunction | MeasuringDecorator {
    return countExceptions(() => this.live(), fn, filter);
  }

  override reset(): void {
    this.value = 0;
    this.exemplar = undefined;
    this.beginAnew();
    this.changedIn = this.#family.gathering;
  }
}

/** One gauge series: a number that goes up and down. */
export class GaugeSeries extends TimedSeries {
  readonly #family: Owner;
  #value = 0;
  #read: (() => number) | undefined;
  /** When the value was set, in steady seconds; kept where processes compare it. */
  changed = 0;
  readonly #keepsTime: boolean;

  constructor(family: Owner, labelValues: readonly string[]) {
    super(labelValues);
    this.#family = family;
    this.#keepsTime = family.aggregation === "mostRecent";
  }

  get value(): number {
    if (this.#read === undefined) return this.#value;
    // What is read at each scrape never becomes stale.
    this.changedIn = this.#family.gathering;
    return this.#readNumber(this.#read());
  }

  override changedSince(gathering: number): boolean {
    return this.#read !== undefined || super.changedSince(gathering);
  }

  /** What is no number is ignored, with a warning, here and in `set`. */
  inc(amount = 1): void {
    if (typeof amount !== "number") {
      this.#family.refuse("inc", amount);
      return;
    }
    this.#value += amount;
    if (this.#keepsTime === true) this.changed = steadySeconds();
    this.changedIn = this.#family.gathering;
  }

  dec(amount = 1): void {
    if (typeof amount === "number") this.inc(-amount);
    else this.#family.refuse("dec", amount);
  }

  set(value: number): void {
    if (typeof value !== "number") {
      this.#family.refuse("set", value);
      return;
    }
    this.#value = value;
    if (this.#keepsTime) this.changed = steadySeconds();
    this.changedIn = this.#family.gathering;
  }

  /** Sets the value to now, in seconds since the epoch. */
  setToCurrentTime(): void {
    this.set(Date.now() / 1000);
  }

  /** From now on the value is what `read` returns at each scrape. */
  setFunction(read: () => number): void {
    if (typeof read !== "function") {
      throw new MetricsError(
        "RM_ERR_INVALID_USE",
        `${this.#family.name}.setFunction(${String(read)}) takes a function that returns a number.`,
      );
    }
    this.#read = read;
  }

  /** Anything else would make the whole scrape unreadable: the metric is left out instead. */
  #readNumber(value: unknown): number {
    if (typeof value === "number") return value;
    const given = value instanceof Promise ? "a promise" : String(value);
    throw new TypeError(`the function of the gauge gave ${given}, which is not a number`);
  }

  /** A gauge holds the last duration. */
  override recordDuration(seconds: number): void {
    this.set(seconds);
  }

  /** Counts the calls of a function that are not over yet. */
  trackInProgress(): MeasuringDecorator;
  trackInProgress<F extends AnyFunction>(fn: F): F;
  trackInProgress(fn?: AnyFunction): AnyFunction | MeasuringDecorator {
    return measure(
      fn,
      whileInProgress(() => this.live()),
    );
  }

  override reset(): void {
    this.set(0);
  }
}
