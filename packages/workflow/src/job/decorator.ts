import { type AnyFunction, type MeasuringDecorator, MetricsError } from "@routemetrics/core";

/** A decorator that replaces each method by what `wrap` makes of it, in both conventions. */
export function decorator(wrap: (method: AnyFunction) => AnyFunction): MeasuringDecorator {
  const decorate = (target: unknown, context: unknown, descriptor?: PropertyDescriptor) => {
    if (typeof target === "function" && isMethodContext(context))
      return wrap(target as AnyFunction);
    if (typeof descriptor?.value === "function")
      return { ...descriptor, value: wrap(descriptor.value) };
    throw new MetricsError(
      "RM_ERR_INVALID_USE",
      "This decorator is for methods: move it to a method, or wrap a function with wrap().",
    );
  };
  return decorate as MeasuringDecorator;
}

function isMethodContext(context: unknown): boolean {
  return (
    typeof context === "object" &&
    context !== null &&
    "kind" in context &&
    context.kind === "method"
  );
}

/** A function that calls `run` inside of `job`, and looks like `run` otherwise. */
export function wrapped<This, Args extends unknown[], T>(
  run: (this: This, ...args: Args) => T,
  job: (call: () => T) => Promise<Awaited<T>>,
): (this: This, ...args: Args) => Promise<Awaited<T>> {
  function wrapper(this: This, ...args: Args): Promise<Awaited<T>> {
    return job(() => run.apply(this, args));
  }
  Object.defineProperty(wrapper, "name", { value: run.name, configurable: true });
  Object.defineProperty(wrapper, "length", { value: run.length, configurable: true });
  return wrapper;
}
