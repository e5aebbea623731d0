// index.d.ts
import type { ContextMetrics, ContextOptions } from "@routemetrics/core/adapter";
import type { Context, Middleware } from "koa";
export * from "@routemetrics/core";
export type KoaMetricsOptions = ContextOptions<Context, Middleware>;
export type KoaMetrics = ContextMetrics<Context>;
export type MetricsMiddleware = Middleware & KoaMetrics;
export declare function createMetrics(options?: KoaMetricsOptions): KoaMetrics;
export declare function metrics(given?: KoaMetricsOptions | KoaMetrics): MetricsMiddleware;
