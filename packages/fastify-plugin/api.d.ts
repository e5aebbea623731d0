// index.d.ts
import { type Metrics, type MetricsOptions } from "@routemetrics/core";
import type { FastifyPluginCallback, FastifyReply, FastifyRequest } from "fastify";
export * from "@routemetrics/core";
export type FastifyMetrics = Metrics<FastifyRequest, FastifyReply>;
export interface FastifyMetricsOptions extends MetricsOptions<FastifyRequest, FastifyReply> {
    readonly metrics?: FastifyMetrics;
}
declare module "fastify" {
    interface FastifyInstance {
        metrics: FastifyMetrics;
    }
    interface FastifyContextConfig {
        metrics?: boolean;
        disableMetrics?: boolean;
        statsId?: string;
    }
}
export declare function createMetrics(options?: MetricsOptions<FastifyRequest, FastifyReply>): FastifyMetrics;
export declare const metrics: FastifyPluginCallback<FastifyMetricsOptions>;
export default metrics;
