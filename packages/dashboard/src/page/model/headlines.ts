import { quantile } from "./distribution.js";
import type { RouteTotals } from "./route-totals.js";

/** Below this a p99 says little: one slow request would name the route. */
const ENOUGH_REQUESTS = 20;

export interface Slowest {
  readonly route: RouteTotals;
  readonly p50: number;
  readonly p99: number;
}

/** The route with the highest p99 among those with enough requests, else among all. */
export function slowestRoute(routes: readonly RouteTotals[]): Slowest | undefined {
  const busy = routes.filter((route) => route.requests >= ENOUGH_REQUESTS);
  let slowest: Slowest | undefined;
  for (const route of busy.length > 0 ? busy : routes) {
    const p99 = quantile(route.latency, 0.99);
    const p50 = quantile(route.latency, 0.5);
    if (p99 === undefined || p50 === undefined) continue;
    if (!slowest || p99 > slowest.p99) slowest = { route, p50, p99 };
  }
  return slowest;
}

export type Failures = "serverErrors" | "clientErrors";

export interface MostFailing {
  readonly route: RouteTotals;
  readonly failures: Failures;
  readonly share: number;
}

/** Server errors before client errors; undefined when every request went well. */
export function mostFailingRoute(routes: readonly RouteTotals[]): MostFailing | undefined {
  return mostWith(routes, "serverErrors") ?? mostWith(routes, "clientErrors");
}

function mostWith(routes: readonly RouteTotals[], failures: Failures): MostFailing | undefined {
  let most: RouteTotals | undefined;
  let bound = 0;
  for (const route of routes) {
    const lower = atLeast(route[failures], route.requests);
    if (lower > bound) {
      most = route;
      bound = lower;
    }
  }
  return most && { route: most, failures, share: most[failures] / most.requests };
}

/**
 * The share of failures that the numbers vouch for (Wilson's lower bound, 95 %):
 * one failure of one request weighs less than 12 of 100.
 */
function atLeast(failures: number, requests: number): number {
  if (failures === 0) return 0;
  const z2 = 1.96 ** 2;
  const share = failures / requests;
  const spread = 1.96 * Math.sqrt((share * (1 - share) + z2 / (4 * requests)) / requests);
  return (share + z2 / (2 * requests) - spread) / (1 + z2 / requests);
}
