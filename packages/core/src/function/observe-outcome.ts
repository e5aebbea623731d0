import { isGeneratorObject, isPromise } from "node:util/types";
import { observePromise, type Settled } from "./observe-promise.js";

/**
 * Calls `settled` when the work behind the result of a function is over: now, or
 * when a promise settles, or when a generator has ended. The result stays the
 * same object and behaves as before.
 */
export function observeOutcome(result: unknown, settled: Settled): void {
  if (isPromise(result)) observePromise(result, settled);
  else if (isGeneratorObject(result)) observeGenerator(result, settled);
  else if (isThenable(result)) observeThenable(result, settled);
  else settled(false, result);
}

interface Thenable {
  then(...reactions: unknown[]): unknown;
}

function isThenable(value: unknown): value is Thenable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  return typeof (value as Partial<Thenable>).then === "function";
}

/**
 * Waits for whoever asks for the outcome: query builders are thenables that begin
 * their work, or do it a second time, whenever `then` is called.
 */
function observeThenable(thenable: Thenable, settled: Settled): void {
  const own = Object.getOwnPropertyDescriptor(thenable, "then");
  const { then } = thenable;
  const value = (onSuccess: unknown, onFailure: unknown, ...rest: unknown[]): unknown => {
    Reflect.deleteProperty(thenable, "then");
    // biome-ignore lint/suspicious/noThenProperty: it is a thenable
    if (own) Object.defineProperty(thenable, "then", own);
    const react = (failed: boolean, reaction: unknown) => (outcome: unknown) => {
      settled(failed, outcome);
      if (typeof reaction === "function") return reaction(outcome);
      if (failed) throw outcome;
      return outcome;
    };
    return then.call(thenable, react(false, onSuccess), react(true, onFailure), ...rest);
  };
  // biome-ignore lint/suspicious/noThenProperty: it is a thenable
  const isWatched = Reflect.defineProperty(thenable, "then", {
    value,
    configurable: true,
    writable: true,
  });
  if (!isWatched) settled(false, thenable);
}

type Resume = (this: unknown, value?: unknown) => unknown;

/** A generator ends when it is done, returned or thrown into; both kinds of generators. */
function observeGenerator(generator: object, settled: Settled): void {
  const methods = generator as Record<"next" | "return" | "throw", Resume>;
  for (const name of ["next", "return", "throw"] as const) {
    const resume = methods[name];
    const value = function (this: unknown, ...args: [unknown?]): unknown {
      try {
        const step = resume.apply(this, args);
        if (isPromise(step)) observePromise(step, afterStep(settled));
        else afterStep(settled)(false, step);
        return step;
      } catch (error) {
        settled(true, error);
        throw error;
      }
    };
    Object.defineProperty(generator, name, { value, configurable: true, writable: true });
  }
}

function afterStep(settled: Settled): Settled {
  return (failed, outcome) => {
    if (failed) settled(true, outcome);
    else {
      const { done, value } = outcome as IteratorResult<unknown>;
      if (done) settled(false, value);
    }
  };
}
