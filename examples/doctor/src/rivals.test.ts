import { once } from "node:events";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { runBin } from "@routemetrics/conformance/run-bin";
import express, { type RequestHandler } from "express";
import Fastify from "fastify";
import { Histogram, register } from "prom-client";
import { afterEach, expect, onTestFinished, test } from "vitest";

const require = createRequire(import.meta.url);

const UUID = "3f2b8c1e-0d4a-4b6f-9a7e-1c2d3e4f5a6b";
const VISITS = [
  ...Array.from({ length: 30 }, (_, id) => `/users/${id}`),
  ...["acme", "initech", "umbrella"].map((tenant) => `/tenants/${tenant}/orders/${UUID}`),
  ...["/.env", "/wp-login.php", "/admin.php", "/backup.zip", "/config.json", "/shell"],
];

async function onExpress(middleware: RequestHandler): Promise<string> {
  const app = express();
  app.use(middleware);
  app.get("/users/:id", (_request, response) => void response.send("ok"));
  const orders = express.Router({ mergeParams: true });
  orders.get("/orders/:orderId", (_request, response) => void response.send("ok"));
  app.use("/tenants/:tenant", orders);
  app.get("/metrics", async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What many write first: the URL is at hand, the route is not. */
function byHand(): RequestHandler {
  const duration = new Histogram({
    name: "http_request_duration_ms",
    help: "Duration of requests.",
    labelNames: ["method", "url", "status"],
  });
  return (request, response, next) => {
    const start = performance.now();
    response.on("finish", () => {
      const labels = {
        method: request.method,
        url: request.originalUrl,
        status: response.statusCode,
      };
      duration.observe(labels, performance.now() - start);
    });
    next();
  };
}

async function onFastify(): Promise<string> {
  const app = Fastify();
  const plugin = require("fastify-metrics");
  await app.register(plugin.default ?? plugin);
  app.get("/users/:id", async () => "ok");
  app.get("/tenants/:tenant/orders/:orderId", async () => "ok");
  onTestFinished(() => app.close());
  return app.listen({ host: "127.0.0.1", port: 0 });
}

/** What the doctor says after some visits, but for what depends on how fast this machine is. */
async function findings(url: string, path = "/metrics"): Promise<string[]> {
  for (const visit of VISITS) await (await fetch(url + visit)).text();
  const { output } = await runBin("routemetrics-doctor", [url + path, "--json", "--slo", "0.3"]);
  const { findings } = JSON.parse(output) as {
    findings: { code: string; metric?: string }[];
  };
  return findings
    .map(({ code, metric = "" }) => `${code} ${metric}`)
    .filter((found) => !found.startsWith("observations-"));
}

afterEach(() => register.clear());

test("prom-client by hand", async () => {
  expect(await findings(await onExpress(byHand()))).toEqual([
    "raw-url-label http_request_duration_ms",
    "slo-without-bucket http_request_duration_ms",
    "not-base-unit http_request_duration_ms",
  ]);
});

test("express-prom-bundle", async () => {
  const bundle = require("express-prom-bundle");
  const url = await onExpress(bundle({ includeMethod: true, includePath: true }));
  expect(await findings(url)).toEqual(["raw-url-label http_request_duration_seconds"]);
});

test("prometheus-api-metrics", async () => {
  expect(await findings(await onExpress(require("prometheus-api-metrics")()))).toEqual([]);
});

test("swagger-stats", async () => {
  const url = await onExpress(require("swagger-stats").getMiddleware({}));
  expect(await findings(url, "/swagger-stats/metrics")).toEqual([
    "raw-url-label api_request_total",
    "raw-url-label api_request_duration_milliseconds",
    "raw-url-label api_request_size_bytes",
    "raw-url-label api_response_size_bytes",
    "not-base-unit nodejs_process_cpu_usage_percentage",
    "not-base-unit api_request_duration_milliseconds",
    "unused-metric egress_api_all_request_total",
    "unused-metric egress_api_all_success_total",
  ]);
});

test("@promster/express", async () => {
  const { createMiddleware } = await import("@promster/express");
  const url = await onExpress(createMiddleware({ app: express() } as never) as RequestHandler);
  expect(await findings(url)).toEqual([
    "raw-url-label http_request_duration_seconds",
    "raw-url-label http_requests_total",
  ]);
});

test("fastify-metrics", async () => {
  expect(await findings(await onFastify())).toEqual([
    "slo-without-bucket http_request_duration_seconds",
    "summary-quantiles http_request_summary_seconds",
  ]);
});
