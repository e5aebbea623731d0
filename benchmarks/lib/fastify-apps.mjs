// The service on Fastify, measured by each library. Each makes an application that is ready to be asked.
import { createRequire } from "node:module";
import Fastify from "fastify";
import promClient from "prom-client";
import { startOpenTelemetry } from "./open-telemetry.mjs";
import { answerOf, ROUTES, readable } from "./service.mjs";

const require = createRequire(import.meta.url);

async function service(measure = () => {}) {
  const app = Fastify();
  await measure(app);
  await app.register(
    async (api) => {
      await api.register(
        async (org) => {
          for (let i = 0; i < ROUTES; i++) {
            org.get(`/things${i}/:id`, (request, reply) => {
              const { code, body } = answerOf(i, request.params);
              reply.code(code).send(body);
            });
          }
        },
        { prefix: "/orgs/:org" },
      );
    },
    { prefix: "/api/v1" },
  );
  await app.ready();
  return app.server;
}

async function byHand({ Histogram, Registry }) {
  const registry = new Registry();
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, registers: [registry] });
  const server = await service((app) => {
    const startedAt = Symbol("startedAt");
    app.addHook("onRequest", (request, _reply, next) => {
      request[startedAt] = performance.now();
      next();
    });
    app.addHook("onResponse", (request, reply, next) => {
      const path = request.routeOptions.url;
      const labels = { method: request.method, path, status: reply.statusCode };
      histogram.observe(labels, (performance.now() - request[startedAt]) / 1000);
      next();
    });
  });
  return readable(server, () => registry.metrics());
}

const ours = (options) =>
  service(async (app) => {
    const { metrics } = await import("@routemetrics/fastify");
    const registry = new promClient.Registry();
    await app.register(metrics, { registry, processMetrics: false, ...options });
  });

/** What does nothing: the cost of being called at all. */
export const FLOOR = "two empty hooks";

export const rivals = {
  "prom-client by hand": () => byHand(promClient),
  "@prometheus-io/client by hand": async () => byHand(await import("@prometheus-io/client")),
  "@platformatic/prom-client by hand": async () =>
    byHand(await import("@platformatic/prom-client")),
  "fastify-metrics": () =>
    service((app) => {
      const plugin = require("fastify-metrics");
      return app.register(plugin.default ?? plugin, { defaultMetrics: { enabled: false } });
    }),
  "@promster/fastify": async () => {
    const { plugin, getSummary } = await import("@promster/fastify");
    const server = await service((app) => app.register(plugin));
    return readable(server, getSummary);
  },
  OpenTelemetry: async () => {
    const { FastifyOtelInstrumentation } = await import("@fastify/otel");
    const instrumentation = new FastifyOtelInstrumentation();
    const recorded = startOpenTelemetry(instrumentation);
    return readable(await service((app) => app.register(instrumentation.plugin())), recorded);
  },
};

export const apps = {
  bare: () => service(),
  "bare again (A/A)": () => service(),
  [FLOOR]: () =>
    service((app) => {
      app.addHook("onRequest", (_request, _reply, next) => next());
      app.addHook("onResponse", (_request, _reply, next) => next());
    }),
  ours: () => ours(),
  ...rivals,
};

/** The same with one option changed. */
export const withOptions = (options) => () => ours(options);
