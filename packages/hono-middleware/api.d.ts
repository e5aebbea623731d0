// index.d.ts
import type { ServerResponse } from "node:http";
import { type Metrics } from "@routemetrics/core";
import { type ContextOptions } from "@routemetrics/core/adapter";
import type { Context, MiddlewareHandler } from "hono";
export * from "@routemetrics/core";
export type HonoMetricsOptions = ContextOptions<Context, MiddlewareHandler>;
export type HonoMetrics = Metrics<Context, ServerResponse>;
export type MetricsMiddleware = MiddlewareHandler & HonoMetrics;
export declare function createMetrics(options?: HonoMetricsOptions): HonoMetrics;
export declare function metrics(given?: HonoMetricsOptions | HonoMetrics): MetricsMiddleware;
