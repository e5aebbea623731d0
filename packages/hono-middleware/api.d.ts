// index.d.ts
import type { ContextMetrics, ContextOptions } from "@routemetrics/core/adapter";
import type { Context, MiddlewareHandler } from "hono";
export * from "@routemetrics/core";
export type HonoMetricsOptions = ContextOptions<Context, MiddlewareHandler>;
export type HonoMetrics = ContextMetrics<Context>;
export type MetricsMiddleware = MiddlewareHandler & HonoMetrics;
export declare function createMetrics(options?: HonoMetricsOptions): HonoMetrics;
export declare function metrics(given?: HonoMetricsOptions | HonoMetrics): MetricsMiddleware;
