import { add, type Distribution, type DistributionSum, subtract } from "./distribution.js";
import type { HttpSeries } from "./http-series.js";

/** What a route did during some span of time. */
export interface RouteTotals {
  readonly method: string;
  readonly path: string;
  requests: number;
  /** Answered 4xx, or left by the client. */
  clientErrors: number;
  /** Answered 5xx. */
  serverErrors: number;
  exceptions: number;
  seconds: number;
  requestBytes: number;
  responseBytes: number;
  latency?: DistributionSum;
}

/** What is added to totals, and stays as it is. */
type Growth = Readonly<Omit<RouteTotals, "latency">> & { readonly latency?: Distribution };

export type RouteMap = Map<string, RouteTotals>;

export function emptyTotals(method = "", path = ""): RouteTotals {
  return {
    method,
    path,
    requests: 0,
    clientErrors: 0,
    serverErrors: 0,
    exceptions: 0,
    seconds: 0,
    requestBytes: 0,
    responseBytes: 0,
  };
}

export function addTotals(into: RouteTotals, more: Growth): void {
  into.requests += more.requests;
  into.clientErrors += more.clientErrors;
  into.serverErrors += more.serverErrors;
  into.exceptions += more.exceptions;
  into.seconds += more.seconds;
  into.requestBytes += more.requestBytes;
  into.responseBytes += more.responseBytes;
  if (more.latency) into.latency = add(into.latency, more.latency);
}

export function sumRoutes(routes: Iterable<RouteTotals>): RouteTotals {
  const all = emptyTotals();
  for (const route of routes) addTotals(all, route);
  return all;
}

/**
 * Groups what happened between two scrapes by route. A series that fell began
 * again at zero, so what it holds now is what happened since.
 */
export function routesBetween(
  before: ReadonlyMap<string, HttpSeries>,
  now: ReadonlyMap<string, HttpSeries>,
): { routes: RouteMap; fell: boolean } {
  const routes: RouteMap = new Map();
  // Counters do not vanish either, unless everything began again.
  let fell = [...before.keys()].some((key) => !now.has(key));
  for (const [key, series] of now) {
    const earlier = before.get(key);
    const reset = earlier !== undefined && hasFallen(earlier, series);
    fell ||= reset;
    const grown = grownTotals(series, reset ? undefined : earlier);
    if (grown.requests <= 0) continue;
    const id = `${series.method} ${series.path}`;
    let route = routes.get(id);
    if (!route) {
      route = emptyTotals(series.method, series.path);
      routes.set(id, route);
    }
    addTotals(route, grown);
  }
  return { routes, fell };
}

function hasFallen(before: HttpSeries, now: HttpSeries): boolean {
  const finer = (now.latency?.schema ?? 0) > (before.latency?.schema ?? 0);
  return now.requests < before.requests || finer;
}

function grownTotals(now: HttpSeries, before: HttpSeries | undefined): Growth {
  const grown = (read: (series: HttpSeries) => number) => read(now) - (before ? read(before) : 0);
  const requests = grown((series) => series.requests);
  const latency =
    now.latency && before?.latency ? subtract(now.latency, before.latency) : now.latency;
  return {
    method: now.method,
    path: now.path,
    requests,
    clientErrors: now.status.startsWith("4") ? requests : 0,
    serverErrors: now.status.startsWith("5") ? requests : 0,
    exceptions: Math.max(
      0,
      grown((series) => series.exceptions),
    ),
    seconds: grown((series) => series.seconds),
    requestBytes: grown((series) => series.requestBytes),
    responseBytes: grown((series) => series.responseBytes),
    ...(latency ? { latency } : {}),
  };
}
