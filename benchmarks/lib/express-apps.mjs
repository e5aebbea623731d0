// The service on Express, measured by each library. Each makes an application that is ready to be asked.
import { createRequire } from "node:module";
import { ExpressInstrumentation } from "@opentelemetry/instrumentation-express";
import promClient from "prom-client";
import { startOpenTelemetry } from "./open-telemetry.mjs";
import { answerOf, ROUTES, readable } from "./service.mjs";

const require = createRequire(import.meta.url);
const { createServer } = require("node:http");

function service(middleware) {
  // Required when an application is made: OpenTelemetry patches what is required after it.
  const express = require("express");
  const app = express();
  if (middleware !== undefined) app.use(middleware);
  const api = express.Router();
  const org = express.Router({ mergeParams: true });
  for (let i = 0; i < ROUTES; i++) {
    org.get(`/things${i}/:id`, (request, response) => {
      const { code, body } = answerOf(i, request.params);
      response.status(code).json(body);
    });
  }
  api.use("/orgs/:org", org);
  app.use("/api/v1", api);
  return createServer(app);
}

function byHand({ Histogram, Registry }) {
  const registry = new Registry();
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, registers: [registry] });
  const server = service((request, response, next) => {
    const start = performance.now();
    response.on("close", () => {
      // The mount is in it as it was asked for, not as it was written: all that is to be had here.
      const path = request.baseUrl + (request.route?.path ?? "");
      const labels = { method: request.method, path, status: response.statusCode };
      histogram.observe(labels, (performance.now() - start) / 1000);
    });
    next();
  });
  return readable(server, () => registry.metrics());
}

const ours = async (options) => {
  const { metrics } = await import("@routemetrics/express");
  const registry = new promClient.Registry();
  return service(metrics({ registry, processMetrics: false, ...options }));
};

/** What does nothing: the cost of being called at all. */
export const FLOOR = "an empty middleware";

/** What no metrics that know their routes can go below: it hears of each end, and of all that layers pass on. */
export const LEAST = "only hearing of the end and of the layers";

function least() {
  const { Router } = require("express");
  const router = Router();
  router.use((_request, _response, next) => next());
  const layers = Object.getPrototypeOf(router.stack[0]);
  const { handleRequest } = layers;
  layers.handleRequest = function handle(request, response, next) {
    return handleRequest.call(this, request, response, (error) => next(error));
  };
  return service((_request, response, next) => {
    response.on("close", () => {});
    next();
  });
}

export const rivals = {
  "prom-client by hand": () => byHand(promClient),
  "@prometheus-io/client by hand": async () => byHand(await import("@prometheus-io/client")),
  "@platformatic/prom-client by hand": async () =>
    byHand(await import("@platformatic/prom-client")),
  "express-prom-bundle": () =>
    service(require("express-prom-bundle")({ includeMethod: true, includePath: true })),
  "@promster/express": async () => {
    const { createMiddleware, getSummary } = await import("@promster/express");
    return readable(service(createMiddleware({ app: require("express")() })), getSummary);
  },
  "prometheus-api-metrics": () => service(require("prometheus-api-metrics")()),
  "swagger-stats": () => {
    const stats = require("swagger-stats");
    return readable(service(stats.getMiddleware({})), () =>
      stats.getPromClient().register.metrics(),
    );
  },
  OpenTelemetry: () => {
    const recorded = startOpenTelemetry(new ExpressInstrumentation());
    return readable(service(), recorded);
  },
};

export const apps = {
  bare: () => service(),
  "bare again (A/A)": () => service(),
  [FLOOR]: () => service((_request, _response, next) => next()),
  [LEAST]: least,
  ours: () => ours(),
  ...rivals,
};

/** The same with one option changed. */
export const withOptions = (options) => () => ours(options);
