import { type MeasuringDecorator, methodDecorator } from "./method-decorator.js";
import { type AnyFunction, type OnCall, wrapFunction } from "./wrap-function.js";

/** The function with its calls observed; without a function: a decorator that does so to methods. */
export function measure(
  fn: AnyFunction | undefined,
  onCall: OnCall,
): AnyFunction | MeasuringDecorator {
  if (fn === undefined) return methodDecorator((method) => wrapFunction(method, onCall));
  return wrapFunction(fn, onCall);
}

/** Passes on how long each call took, in seconds, also when it failed. */
export function timing(record: (seconds: number) => void): OnCall {
  return () => {
    const start = performance.now();
    return () => record((performance.now() - start) / 1000);
  };
}

/** Adds 1 when a call begins, and takes it off the same series when the call is over. */
export function whileInProgress(current: () => { inc(): void; dec(): void }): OnCall {
  return () => {
    const series = current();
    series.inc();
    return () => series.dec();
  };
}
