import { hasPath } from "./http/exclusion.js";
import {
  createMetrics,
  internalsOf,
  type Metrics,
  type MetricsInternals,
  type NodeHandler,
} from "./metrics.js";
import type { MetricsOptions } from "./options/metrics-options.js";
import { type FetchHandler, fetchHandlerOf } from "./server/fetch-handler.js";

/** Metrics with all that an adapter needs to attach them to an application. */
export interface Attached<M = unknown> extends MetricsInternals {
  readonly metrics: M;
  /** Answers a scrape. */
  readonly scrape: NodeHandler;
  /** The same, for frameworks whose responses are the web's. */
  readonly fetchScrape: FetchHandler;
  /** True for the requests that `scrape` answers, by Node's `request.url`. */
  isScrape(url: string | undefined): boolean;
}

/** Takes options, or metrics made before, which any number of applications may share. */
export function attach<Request, Response>(
  given: MetricsOptions<Request, Response> | Metrics<Request, Response>,
): Attached<Metrics<Request, Response>> {
  const metrics = isMetrics(given) ? given : createMetrics(given);
  const internals = internalsOf(metrics) as MetricsInternals;
  const { endpoint } = internals;
  return {
    ...internals,
    metrics,
    scrape: metrics.handler(),
    fetchScrape: fetchHandlerOf(metrics.render),
    isScrape: (url) => endpoint !== false && hasPath(url, endpoint),
  };
}

function isMetrics<Request, Response>(
  given: MetricsOptions<Request, Response> | Metrics<Request, Response>,
): given is Metrics<Request, Response> {
  return internalsOf(given) !== undefined;
}
