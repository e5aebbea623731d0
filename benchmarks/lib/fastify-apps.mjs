// One small service on Fastify, measured by each library.
import { createRequire } from "node:module";
import Fastify from "fastify";
import promClient from "prom-client";

const require = createRequire(import.meta.url);

function service() {
  const app = Fastify();
  const addRoutes = () => {
    for (let i = 0; i < 20; i++) {
      app.get(`/api/v1/things${i}/:id`, (_request, reply) => {
        reply.code(i % 5 === 4 ? 404 : 200).send({ ok: true });
      });
    }
    return app;
  };
  return { app, addRoutes };
}

function byHand({ Histogram }) {
  const { app, addRoutes } = service();
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, registers: [] });
  const startedAt = Symbol("startedAt");
  app.addHook("onRequest", (request, _reply, next) => {
    request[startedAt] = performance.now();
    next();
  });
  app.addHook("onResponse", (request, reply, next) => {
    const labels = {
      method: request.method,
      path: request.routeOptions.url,
      status: reply.statusCode,
    };
    histogram.observe(labels, (performance.now() - request[startedAt]) / 1000);
    next();
  });
  return addRoutes();
}

/** Each makes an application that is ready to be asked. */
export const fastifyApps = {
  bare: () => service().addRoutes(),
  "bare again (A/A)": () => service().addRoutes(),
  "two empty hooks": () => {
    const { app, addRoutes } = service();
    app.addHook("onRequest", (_request, _reply, next) => next());
    app.addHook("onResponse", (_request, _reply, next) => next());
    return addRoutes();
  },
  ours: async () => {
    const { metrics } = await import("@routemetrics/fastify");
    const { app, addRoutes } = service();
    await app.register(metrics, { registry: new promClient.Registry(), processMetrics: false });
    return addRoutes();
  },
  "prom-client by hand": () => byHand(promClient),
  "@prometheus-io/client by hand": async () => byHand(await import("@prometheus-io/client")),
  "@platformatic/prom-client by hand": async () =>
    byHand(await import("@platformatic/prom-client")),
  "fastify-metrics": async () => {
    const plugin = require("fastify-metrics");
    const { app, addRoutes } = service();
    const defaultMetrics = { enabled: false };
    await app.register(plugin.default ?? plugin, { defaultMetrics });
    return addRoutes();
  },
  "@promster/fastify": async () => {
    const { plugin } = await import("@promster/fastify");
    const { app, addRoutes } = service();
    await app.register(plugin);
    return addRoutes();
  },
};
