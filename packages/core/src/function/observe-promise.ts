/** Told once how a call ended: with a result, or with what it threw. */
export type Settled = (failed: boolean, outcome: unknown) => void;

/** What is known about a promise that is being observed. */
interface Observed {
  /** True when somebody else has subscribed to the promise. */
  handled: boolean;
  /** Stands for a rejection that nobody has handled. */
  orphan?: Promise<never>;
}

const nativeThen = Promise.prototype.then;
const observed = new WeakMap<object, Observed>();
const watchedPrototypes = new WeakMap<object, object>();
let subscribing = false;

/**
 * Learns how a promise settles, without a sign to anyone else.
 *
 * A subscription of ours would make Node take every rejection for handled, and
 * one that throws again would report those that are handled. Therefore the
 * promise notes whether anybody else subscribes: `await` and `Promise.all` read
 * `constructor` first, all others call `then`. A rejection that nobody has
 * asked for is raised again, and withdrawn when somebody does after all.
 *
 * Both are watched on a prototype of its own: properties of the promise itself
 * would turn off V8's shortcuts for all promises of the process.
 */
export function observePromise(promise: Promise<unknown>, settled: Settled): void {
  const known = observed.get(promise);
  const state = known ?? watch(promise);
  subscribing = true;
  try {
    nativeThen.call(
      promise,
      (value) => settled(false, value),
      (error) => {
        if (known === undefined && !state.handled) state.orphan = Promise.reject(error);
        settled(true, error);
      },
    );
  } finally {
    subscribing = false;
  }
}

function watch(promise: object): Observed {
  const state: Observed = { handled: false };
  observed.set(promise, state);
  const isWatched = Reflect.setPrototypeOf(promise, watchedPrototype(promise));
  if (!isWatched) state.handled = true;
  return state;
}

function watchedPrototype(promise: object): object {
  const prototype: object = Object.getPrototypeOf(promise);
  let watched = watchedPrototypes.get(prototype);
  if (watched === undefined) {
    watched = Object.create(prototype, {
      // biome-ignore lint/suspicious/noThenProperty: the prototype of a promise
      then: {
        value(this: Promise<unknown>, ...reactions: unknown[]): unknown {
          noteHandled(this);
          return Reflect.apply(Reflect.get(prototype, "then", this), this, reactions);
        },
      },
      constructor: {
        get(this: Promise<unknown>): unknown {
          // `then` asks for the class to make its result of; for ours any promise will do.
          if (subscribing) return Promise;
          noteHandled(this);
          return Reflect.get(prototype, "constructor", this);
        },
      },
    }) as object;
    watchedPrototypes.set(prototype, watched);
  }
  return watched;
}

function noteHandled(promise: object): void {
  const state = observed.get(promise);
  if (state === undefined) return;
  state.handled = true;
  state.orphan?.catch(() => {});
}
