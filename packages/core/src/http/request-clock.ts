import { performance } from "node:perf_hooks";

/**
 * Milliseconds, for the times of requests; only their differences mean something.
 *
 * The object is imported: the global of this name is a getter, which each request
 * would call twice.
 */
export function requestClock(): number {
  return performance.now();
}
