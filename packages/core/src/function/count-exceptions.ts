import { inspect } from "node:util";
import { MetricsError } from "../errors.js";
import { measure } from "./measure.js";
import type { MeasuringDecorator } from "./method-decorator.js";
import type { AnyFunction } from "./wrap-function.js";

/** `TypeError`, or any other class of errors. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/** Which errors count: those of a class, of one of several classes, or those a function accepts. */
export type ExceptionFilter = ErrorClass | readonly ErrorClass[] | ((error: unknown) => boolean);

/**
 * Adds 1 for each call that fails with an error that passes the filter; without
 * one for each call that fails. Given classes instead of a function: a decorator.
 */
export function countExceptions(
  current: () => { inc(): void },
  target: AnyFunction | ErrorClass | readonly ErrorClass[] | undefined,
  filter?: ExceptionFilter,
): AnyFunction | MeasuringDecorator {
  const isClasses = Array.isArray(target) || isErrorClass(target);
  const fn = isClasses ? undefined : (target as AnyFunction | undefined);
  const only = isClasses ? (target as ExceptionFilter) : filter;
  checkFilter(only);
  return measure(fn, () => (failed, error) => {
    if (failed && (only === undefined || passes(only, error))) current().inc();
  });
}

/** A wrong filter would count nothing, and nobody would know. */
function checkFilter(filter: unknown): void {
  if (filter === undefined || typeof filter === "function") return;
  if (Array.isArray(filter) && filter.length > 0 && filter.every(isErrorClass)) return;
  throw new MetricsError(
    "RM_ERR_INVALID_USE",
    `countExceptions cannot filter by ${inspect(filter)}: give a class of errors, a list of them, or a function.`,
  );
}

function passes(filter: ExceptionFilter, error: unknown): boolean {
  if (isErrorClass(filter)) return error instanceof filter;
  if (typeof filter === "function") return filter(error);
  return filter.some((one) => error instanceof one);
}

function isErrorClass(value: unknown): value is ErrorClass {
  return typeof value === "function" && (value === Error || value.prototype instanceof Error);
}
