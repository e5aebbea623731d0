// index.d.ts
import type { ServerResponse } from "node:http";
import { type Metrics } from "@routemetrics/core";
import { type ContextOptions } from "@routemetrics/core/adapter";
import type { Context, Middleware } from "koa";
export * from "@routemetrics/core";
export type KoaMetricsOptions = ContextOptions<Context, Middleware>;
export type KoaMetrics = Metrics<Context, ServerResponse>;
export type MetricsMiddleware = Middleware & KoaMetrics;
export declare function createMetrics(options?: KoaMetricsOptions): KoaMetrics;
export declare function metrics(given?: KoaMetricsOptions | KoaMetrics): MetricsMiddleware;
