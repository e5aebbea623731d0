import type { IncomingMessage, ServerResponse } from "node:http";
import {
  createMetrics as createCoreMetrics,
  type Metrics,
  type MetricsOptions,
} from "@routemetrics/core";
import { attach, type Framework, noteErrors } from "@routemetrics/core/adapter";

export * from "@routemetrics/core";

export type NodeHttpMetricsOptions = MetricsOptions<IncomingMessage, ServerResponse>;
export type NodeHttpMetrics = Metrics<IncomingMessage, ServerResponse>;

/** Answers requests; may be asynchronous. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Metrics as a wrapper of request listeners: `createServer(m(listener))` measures every request. */
export interface MeasuringListener extends NodeHttpMetrics {
  (listener: Listener): Listener;
}

const ROUTE = Symbol("routemetrics.route");
type RoutedRequest = IncomingMessage & { [ROUTE]?: string };

/** Says which route a request matched, as a template such as `/users/:id`; without it there is none. */
export function setRoute(request: IncomingMessage, template: string): void {
  (request as RoutedRequest)[ROUTE] = template;
}

const framework: Framework<RoutedRequest> = { route: (request) => request[ROUTE] };

/** Makes metrics without a server; `metrics(m)` attaches them. */
export function createMetrics(options: NodeHttpMetricsOptions = {}): NodeHttpMetrics {
  return createCoreMetrics(options);
}

/** Takes options, or metrics made before, which any number of servers may share. */
export function metrics(given: NodeHttpMetricsOptions | NodeHttpMetrics = {}): MeasuringListener {
  const { metrics: m, http, guard, scrape, isScrape } = attach(given);
  const measure =
    (listener: Listener): Listener =>
    (request, response) => {
      if (!isScrape(request.url)) {
        http.begin(framework, { request, response }, request, response);
        return noteErrors(request, () => listener(request, response));
      }
      if (guard === undefined) return scrape(request, response);
      const refuse = () => void (response.headersSent || response.writeHead(500).end());
      const pass = (error?: unknown) => (error ? refuse() : scrape(request, response));
      try {
        const answer = guard(request, response, pass);
        return answer instanceof Promise ? answer.catch(refuse) : answer;
      } catch {
        return refuse();
      }
    };
  return Object.assign(measure, m);
}
