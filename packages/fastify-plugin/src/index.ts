import {
  createMetrics as createCoreMetrics,
  type Metrics,
  type MetricsOptions,
} from "@routemetrics/core";
import { internalsOf, type MetricsInternals, pathOf } from "@routemetrics/core/adapter";
import type {
  FastifyInstance,
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
} from "fastify";
import fastifyPlugin from "fastify-plugin";
import { framework } from "./framework.js";

export * from "@routemetrics/core";

export type FastifyMetrics = Metrics<FastifyRequest, FastifyReply>;

export interface FastifyMetricsOptions extends MetricsOptions<FastifyRequest, FastifyReply> {
  /** Metrics made with `createMetrics`, instead of all other options. */
  readonly metrics?: FastifyMetrics;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Made by `@routemetrics/fastify`. */
    metrics: FastifyMetrics;
  }
  interface FastifyContextConfig {
    /** `false`: the default metrics skip this route. */
    metrics?: boolean;
  }
}

/** Makes metrics without an application; register the plugin with `{ metrics: m }` to attach them. */
export function createMetrics(
  options: MetricsOptions<FastifyRequest, FastifyReply> = {},
): FastifyMetrics {
  return createCoreMetrics(options);
}

const plugin: FastifyPluginCallback<FastifyMetricsOptions> = (fastify, options, done) => {
  const { metrics: given, ...own } = options;
  const m = given ?? createMetrics({ logger: fastify.log, ...own });
  const internals = internalsOf(m) as MetricsInternals;
  fastify.decorate("metrics", m);
  measure(fastify, internals);
  if (internals.endpoint !== false) addEndpoint(fastify, m, internals.endpoint, internals);
  done();
};

function measure(fastify: FastifyInstance, { http, endpoint }: MetricsInternals): void {
  const scrapePath = endpoint === false ? undefined : `${fastify.prefix}${endpoint}`;
  // A callback, not an async function: that would cost every request a promise.
  fastify.addHook("onRequest", (request, reply, next) => {
    const raw = { request: request.raw, response: reply.raw };
    const isScrape = scrapePath !== undefined && pathOf(request.raw.url) === scrapePath;
    if (!isScrape) {
      const measurement = http.begin(framework as never, raw, request, reply);
      if (request.routeOptions?.config?.metrics === false) http.doNotTrack(measurement);
    }
    next();
  });
}

function addEndpoint(
  fastify: FastifyInstance,
  m: FastifyMetrics,
  url: string,
  { guard }: MetricsInternals,
): void {
  const scrape = m.handler();
  fastify.route({
    method: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
    url,
    exposeHeadRoute: false,
    ...(guard !== undefined && { onRequest: guard as onRequestHookHandler }),
    handler: (request, reply) => {
      reply.hijack();
      scrape(request.raw, reply.raw);
    },
  });
}

/** The plugin: measures every request, answers `GET /metrics`, decorates `app.metrics`. */
export const metrics: FastifyPluginCallback<FastifyMetricsOptions> = fastifyPlugin(plugin, {
  name: "@routemetrics/fastify",
  fastify: "4.x || 5.x",
});

export default metrics;
