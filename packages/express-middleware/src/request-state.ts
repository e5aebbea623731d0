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
  readonly #key = Symbol("routemetrics.request-state");
  /** For requests that are no streams. */
  readonly #others = new WeakMap<IncomingMessage, Value>();

  get(req: IncomingMessage): Value | undefined {
    const state = this.#stateOf(req);
    return state ? state[this.#key] : this.#others.get(req);
  }

  set(req: IncomingMessage, value: Value): void {
    const state = this.#stateOf(req);
    if (state) state[this.#key] = value;
    else this.#others.set(req, value);
  }

  #stateOf(req: IncomingMessage): Record<symbol, Value> | undefined {
    return (req as { _readableState?: Record<symbol, Value> })._readableState;
  }
}
