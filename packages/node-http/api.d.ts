// index.d.ts
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Metrics, type MetricsOptions } from "@routemetrics/core";
export * from "@routemetrics/core";
export type NodeHttpMetricsOptions = MetricsOptions<IncomingMessage, ServerResponse>;
export type NodeHttpMetrics = Metrics<IncomingMessage, ServerResponse>;
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;
export interface MeasuringListener extends NodeHttpMetrics {
    (listener: Listener): Listener;
}
export declare function setRoute(request: IncomingMessage, template: string): void;
export declare function createMetrics(options?: NodeHttpMetricsOptions): NodeHttpMetrics;
export declare function metrics(given?: NodeHttpMetricsOptions | NodeHttpMetrics): MeasuringListener;
