// One small service on Express, measured by each library.
import { createRequire } from "node:module";
import express from "express";
import promClient from "prom-client";

const require = createRequire(import.meta.url);

function service(middleware) {
  const app = express();
  if (middleware !== undefined) app.use(middleware);
  const api = express.Router();
  for (let i = 0; i < 20; i++) {
    api.get(`/things${i}/:id`, (_request, response) => {
      response.status(i % 5 === 4 ? 404 : 200).json({ ok: true });
    });
  }
  app.use("/api/v1", api);
  return app;
}

function byHand({ Histogram }) {
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, registers: [] });
  return service((request, response, next) => {
    const start = performance.now();
    response.on("close", () => {
      const path = request.baseUrl + (request.route?.path ?? "");
      const labels = { method: request.method, path, status: response.statusCode };
      histogram.observe(labels, (performance.now() - start) / 1000);
    });
    next();
  });
}

/** Each makes an application that is ready to be asked. */
export const expressApps = {
  bare: () => service(),
  "bare again (A/A)": () => service(),
  "an empty middleware": () => service((_request, _response, next) => next()),
  ours: async () => {
    const { metrics } = await import("@routemetrics/express");
    return service(metrics({ registry: new promClient.Registry(), processMetrics: false }));
  },
  "prom-client by hand": () => byHand(promClient),
  "@prometheus-io/client by hand": async () => byHand(await import("@prometheus-io/client")),
  "@platformatic/prom-client by hand": async () =>
    byHand(await import("@platformatic/prom-client")),
  "express-prom-bundle": () =>
    service(require("express-prom-bundle")({ includeMethod: true, includePath: true })),
  "@promster/express": async () => {
    const { createMiddleware } = await import("@promster/express");
    return service(createMiddleware({ app: express() }));
  },
  "prometheus-api-metrics": () => service(require("prometheus-api-metrics")()),
  "swagger-stats": () => service(require("swagger-stats").getMiddleware({})),
};
