import { measure, timing } from "../function/measure.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import { startTimer, type Timer } from "../function/timer.js";
import type { AnyFunction } from "../function/wrap-function.js";
import { Series } from "./series.js";

/** A series that can hold how long something took. */
export abstract class TimedSeries extends Series {
  /** Takes in a duration in seconds. */
  abstract recordDuration(seconds: number): void;

  /** Measures a block: call the timer at its end, or declare it with `using`. */
  startTimer(): Timer {
    return startTimer({}, (seconds) => this.live().recordDuration(seconds));
  }

  /**
   * Measures each call of a function, until its promise has settled or its generator has ended.
   * As a decorator the expression needs parentheses: `@(h.labels({...}).time())`.
   */
  time(): MeasuringDecorator;
  time<F extends AnyFunction>(fn: F): F;
  time(fn?: AnyFunction): AnyFunction | MeasuringDecorator {
    return measure(
      fn,
      timing((seconds) => this.live().recordDuration(seconds)),
    );
  }
}
