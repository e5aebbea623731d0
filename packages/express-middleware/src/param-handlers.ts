import { expectUnseenMatches } from "./followed-request.js";
import type { Next, ParamHandler, RoutedRequest } from "./router-internals.js";

/** Marks what is watched, for every copy of this library in the process. */
const WATCHED = Symbol.for("routemetrics.express.watched-param-handler");

type MarkedHandler = ParamHandler & { [WATCHED]?: boolean };
type Fail = (error: unknown, req: RoutedRequest) => void;

interface Router {
  /** By the name of the parameter. */
  readonly params?: unknown;
}

/**
 * Tells `fail` of the errors of a router's `param()` handlers, while the request still
 * shows the parameters: they run before the layer that they belong to. Never throws.
 */
export function watchParamHandlers(router: Router | undefined, fail: Fail): void {
  try {
    for (const handlers of Object.values(router?.params ?? {})) {
      if (!Array.isArray(handlers)) continue;
      expectUnseenMatches();
      handlers.forEach((handler: MarkedHandler, index) => {
        if (handler[WATCHED] !== true) handlers[index] = watched(handler, fail);
      });
    }
  } catch {
    // Their errors are seen by the layers behind them, without the parameters.
  }
}

function watched(handler: ParamHandler, fail: Fail): ParamHandler {
  const handle: ParamHandler = (req, res, next, value, name) => {
    const rethrow = (error: unknown): never => {
      fail(error, req);
      throw error;
    };
    const pass: Next = (error) => {
      if (error) fail(error, req);
      next(error);
    };
    try {
      const result = handler(req, res, pass, value, name);
      return result instanceof Promise ? result.catch(rethrow) : result;
    } catch (error) {
      return rethrow(error);
    }
  };
  return Object.defineProperty(handle, WATCHED, { value: true });
}
