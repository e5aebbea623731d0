import type { ServerResponse } from "node:http";
import { createMetrics as createCoreMetrics } from "@routemetrics/core";
import type { ContextMetrics, ContextOptions } from "@routemetrics/core/adapter";
import { contextMiddleware } from "@routemetrics/core/adapter";
import type { Context, MiddlewareHandler } from "hono";
import { findTargetHandler, isMiddleware } from "hono/utils/handler";

export * from "@routemetrics/core";

/** Label functions get Hono's context and Node's response; `guard` is a middleware of Hono. */
export type HonoMetricsOptions = ContextOptions<Context, MiddlewareHandler>;
export type HonoMetrics = ContextMetrics<Context>;
export type MetricsMiddleware = MiddlewareHandler & HonoMetrics;

/** Makes metrics without an application; `metrics(m)` attaches them to any number of them. */
export function createMetrics(options: HonoMetricsOptions = {}): HonoMetrics {
  return createCoreMetrics(options as never);
}

/** The middleware that measures every request that passes it and answers `GET /metrics`. */
export function metrics(given: HonoMetricsOptions | HonoMetrics = {}): MetricsMiddleware {
  return contextMiddleware<Context>(given as HonoMetrics, {
    url: (c) => c.req.path,
    route: routeTemplateOf,
    failed: isUnanswered,
    scrape: async (c, { fetchScrape }) => {
      c.res = await fetchScrape(c.req.raw);
    },
  });
}

/** The path of what ran last, by the one way that all of Hono 4 has; a middleware that answered shows where it is mounted. */
function routeTemplateOf(c: Context): string | undefined {
  const route = c.req.matchedRoutes[c.req.routeIndex];
  if (route?.method !== "ALL" || !isMiddleware(findTargetHandler(route.handler)))
    return route?.path;
  const isAnswered = c.finalized && c.res.status !== 404;
  return isAnswered && route.path !== "/*" ? route.path : undefined;
}

/** The head of Hono's own answer to an error: the application has no say in it. */
const OWN_ANSWER =
  /^HTTP\/1\.1 500 (?=[\s\S]*^content-type: text\/plain)(?=[\s\S]*^content-length: 21\r)/im;

function isUnanswered({ error }: Context, { _header }: ServerResponse & { _header?: string }) {
  return error !== undefined && OWN_ANSWER.test(_header ?? "");
}
