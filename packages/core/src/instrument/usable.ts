import { applyDecorator } from "../function/method-decorator.js";
import { type OnCall, wrapFunction } from "../function/wrap-function.js";
import { type Exchange, exchangeIn } from "../http/request-arguments.js";
import type { AnyFunction, Usable } from "./instrument.js";

const NOTHING_AFTER = (): void => {};

/**
 * Makes the one callable for all four ways of use: `onExchange` for a request
 * that reaches it, `onCall` for a call of a function that is no handler.
 */
export function usable(onExchange: (exchange: Exchange) => void, onCall: OnCall): Usable {
  const onAnyCall: OnCall = (self, args) => {
    const exchange = exchangeIn(args);
    if (exchange === undefined) return onCall(self, args);
    onExchange(exchange);
    return NOTHING_AFTER;
  };
  const wrap = <F extends AnyFunction>(fn: F): F => wrapFunction(fn, onAnyCall);

  function instrument(first: unknown, second?: unknown, third?: unknown): unknown {
    if (typeof third === "function") return handle([first, second], third as () => void);
    if (typeof first === "object" && typeof second === "function") {
      return handle([first], second as () => unknown);
    }
    if (typeof first === "function" && second === undefined) return wrap(first as AnyFunction);
    return applyDecorator([first, second, third], wrap);
  }

  function handle(args: readonly unknown[], next: () => unknown): unknown {
    const exchange = exchangeIn(args);
    if (exchange !== undefined) onExchange(exchange);
    return next();
  }

  return instrument as Usable;
}
