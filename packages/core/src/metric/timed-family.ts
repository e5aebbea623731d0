import { measure, timing } from "../function/measure.js";
import type { MeasuringDecorator } from "../function/method-decorator.js";
import { startTimer, type Timer } from "../function/timer.js";
import type { AnyFunction } from "../function/wrap-function.js";
import { Family } from "./family.js";
import type { LabelValues } from "./label-values.js";
import type { TimedSeries } from "./timed-series.js";

/** A metric that can hold how long something took. */
export abstract class TimedFamily<
  S extends TimedSeries,
  Name extends string = string,
> extends Family<S, Name> {
  /**
   * Measures a block: call the timer at its end, or declare it with `using`. Labels
   * may be given here, inside the block or at its end; all must be there by then.
   */
  startTimer(labels: Partial<LabelValues<Name>> = {}): Timer<Name> {
    return startTimer(labels, (seconds, all) => {
      try {
        this.labels(all as LabelValues<Name>).recordDuration(seconds);
      } catch (error) {
        // The end of a block may be on the way of an error, which this one must not replace.
        const { message } = error as Error;
        this.warnings.once("timer", `A duration is not recorded: ${message}`);
      }
    });
  }

  /**
   * Measures each call of a function, until its promise has settled or its generator
   * has ended. For a metric with labels choose a series first: `h.labels({...}).time(fn)`.
   */
  time(): MeasuringDecorator;
  time<F extends AnyFunction>(fn: F): F;
  time(fn?: AnyFunction): AnyFunction | MeasuringDecorator {
    this.only();
    return measure(
      fn,
      timing((seconds) => this.only().recordDuration(seconds)),
    );
  }
}
