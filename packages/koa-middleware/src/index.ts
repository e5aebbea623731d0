import { createMetrics as createCoreMetrics } from "@routemetrics/core";
import type { ContextMetrics, ContextOptions } from "@routemetrics/core/adapter";
import { contextMiddleware } from "@routemetrics/core/adapter";
import type { Context, Middleware } from "koa";
import { followRouters, routeTemplateOf } from "./route-template.js";

export * from "@routemetrics/core";

/** Label functions get Koa's context and Node's response; `guard` is a middleware of Koa. */
export type KoaMetricsOptions = ContextOptions<Context, Middleware>;
export type KoaMetrics = ContextMetrics<Context>;
export type MetricsMiddleware = Middleware & KoaMetrics;

/** Makes metrics without an application; `metrics(m)` attaches them to any number of them. */
export function createMetrics(options: KoaMetricsOptions = {}): KoaMetrics {
  return createCoreMetrics(options as never);
}

/** The middleware that measures every request that passes it and answers `GET /metrics`. */
export function metrics(given: KoaMetricsOptions | KoaMetrics = {}): MetricsMiddleware {
  return contextMiddleware<Context>(given as KoaMetrics, {
    url: (ctx) => ctx.url,
    follow: followRouters,
    route: routeTemplateOf,
    scrape: (ctx, { scrape }) => {
      ctx.respond = false;
      scrape(ctx.req, ctx.res);
    },
  });
}
