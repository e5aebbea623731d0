// index.d.ts
import { type Metrics, type MetricsOptions } from "@routemetrics/core";
import type { NextFunction, Request, Response } from "express";
export * from "@routemetrics/core";
export type ExpressMetricsOptions = MetricsOptions<Request, Response>;
export type ExpressMetrics = Metrics<Request, Response>;
export interface MetricsMiddleware extends ExpressMetrics {
    (request: Request, response: Response, next: NextFunction): void;
}
export declare function createMetrics(options?: ExpressMetricsOptions): ExpressMetrics;
export declare function metrics(given?: ExpressMetricsOptions | ExpressMetrics): MetricsMiddleware;
