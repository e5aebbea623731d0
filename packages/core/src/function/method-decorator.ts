import { MetricsError } from "../errors.js";
import type { AnyFunction } from "./wrap-function.js";

/** The part of a standard decorator's context that tells a method from everything else. */
interface MethodContext {
  readonly kind: "method";
  readonly name: string | symbol;
}

/** Decorates a method, by the standard (TC39) and by TypeScript's `experimentalDecorators`. */
export interface MeasuringDecorator<F extends AnyFunction = AnyFunction> {
  <G extends F>(method: G, context: MethodContext): G;
  <G extends F>(
    target: object,
    key: PropertyKey,
    descriptor: TypedPropertyDescriptor<G>,
  ): TypedPropertyDescriptor<G>;
}

/** A decorator that replaces each method by what `wrap` makes of it. */
export function methodDecorator(wrap: (method: AnyFunction) => AnyFunction): MeasuringDecorator {
  const decorate = (...args: readonly unknown[]): unknown => {
    const decorated = applyDecorator(args, wrap);
    if (decorated !== undefined) return decorated;
    throw misuse(`${args.length} arguments`);
  };
  return decorate as MeasuringDecorator;
}

/**
 * What a decorator returns for these arguments, in the convention that they show;
 * undefined when this is no call of a decorator.
 */
export function applyDecorator(
  args: readonly unknown[],
  wrap: (method: AnyFunction) => AnyFunction,
): unknown {
  const [target, key, descriptor] = args;
  if (isDecoratorContext(key)) {
    if (key.kind !== "method") throw misuse(`the ${key.kind} ${String(key.name)}`);
    return wrap(target as AnyFunction);
  }
  if (typeof key !== "string" && typeof key !== "symbol") return undefined;
  const method = (descriptor as PropertyDescriptor | undefined)?.value;
  if (typeof method !== "function") throw misuse(String(key));
  return { ...(descriptor as PropertyDescriptor), value: wrap(method) };
}

function isDecoratorContext(value: unknown): value is DecoratorContext {
  if (typeof value !== "object" || value === null) return false;
  return "kind" in value && "name" in value && "addInitializer" in value;
}

function misuse(what: string): MetricsError {
  return new MetricsError(
    "RM_ERR_INVALID_USE",
    `This decorator is for methods, not for ${what}: move it to a method, or wrap a function with it.`,
  );
}
