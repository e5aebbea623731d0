import { MetricsError } from "../errors.js";
import { observeOutcome } from "./observe-outcome.js";

/** Every function, whatever its parameters, its `this` and its result. */
export type AnyFunction = (this: never, ...args: never[]) => unknown;

/**
 * Told of each call before it begins. What it returns is told once when the call
 * is over: whether it failed, and its result or error.
 */
export type OnCall = (
  self: unknown,
  args: readonly unknown[],
) => (failed: boolean, outcome: unknown) => void;

/**
 * The same function, with its calls observed: parameters, `this`, result, name,
 * `length` and own properties are those of `fn`. A call that returns a promise is
 * over when that settles, one that returns a generator when that has ended.
 *
 * Whatever `onCall` throws stays here: measuring never disturbs the measured.
 */
export function wrapFunction<F extends AnyFunction>(fn: F, onCall: OnCall): F {
  checkFunction(fn);
  // A method, since it has neither a `prototype` nor a use with `new` of its own.
  const { wrapped } = {
    wrapped(this: unknown, ...args: unknown[]): unknown {
      const settled = begin(onCall, this, args);
      let result: unknown;
      try {
        result = Reflect.apply(fn, this, args);
      } catch (error) {
        settled(true, error);
        throw error;
      }
      try {
        observeOutcome(result, settled);
      } catch {
        settled(false, result);
      }
      return result;
    },
  };
  copyProperties(fn, wrapped);
  copyMetadata(fn, wrapped);
  return wrapped as unknown as F;
}

/** Calls `onCall`; the function it gives back runs once and never throws. */
function begin(onCall: OnCall, self: unknown, args: readonly unknown[]): ReturnType<OnCall> {
  let end: ReturnType<OnCall> | undefined;
  try {
    end = onCall(self, args);
  } catch {}
  return (failed, outcome) => {
    const first = end;
    end = undefined;
    try {
      first?.(failed, outcome);
    } catch {}
  };
}

function copyProperties(from: object, to: object): void {
  const {
    arguments: _,
    caller: __,
    ...descriptors
  } = Object.getOwnPropertyDescriptors(from) as Record<string, PropertyDescriptor>;
  Object.defineProperties(to, descriptors);
  // Frameworks recognise asynchronous and generator functions by `constructor`.
  const prototype = Object.getPrototypeOf(from);
  if (prototype !== Object.getPrototypeOf(to)) Object.setPrototypeOf(to, prototype);
}

/** `Reflect` with reflect-metadata. */
interface MetadataReflect {
  getOwnMetadataKeys?(of: object): unknown[];
  getOwnMetadata(key: unknown, of: object): unknown;
  defineMetadata(key: unknown, value: unknown, of: object): void;
}

/** What other decorators noted, of the function itself: the routes, guards and filters of Nest. */
function copyMetadata(from: object, to: object): void {
  const metadata = Reflect as unknown as MetadataReflect;
  for (const key of metadata.getOwnMetadataKeys?.(from) ?? []) {
    metadata.defineMetadata(key, metadata.getOwnMetadata(key, from), to);
  }
}

function checkFunction(fn: unknown): void {
  if (typeof fn !== "function") {
    throw new MetricsError(
      "RM_ERR_INVALID_USE",
      `${String(fn)} cannot be measured: give a function.`,
    );
  }
  if (/^class\b/.test(Function.prototype.toString.call(fn))) {
    throw new MetricsError(
      "RM_ERR_INVALID_USE",
      `The class ${fn.name} cannot be measured: decorate its methods.`,
    );
  }
}
