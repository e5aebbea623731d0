import Fastify from "fastify";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import metrics from "./index.js";

test("one registration measures every request", async () => {
  const app = Fastify();
  await app.register(metrics, { registry: new Registry(), processMetrics: false });
  app.get(
    "/users/:id",
    {
      onRequest: [
        app.metrics.counter("seen", "Seen.", { labels: { id: (request) => request.id } }),
      ],
    },
    async () => "ok",
  );
  app.get("/fails", async () => {
    throw new Error("on purpose");
  });
  app.get("/skip", { config: { metrics: false } }, async () => "ok");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  for (const path of ["/users/7", "/users/8", "/nowhere", "/fails", "/skip"])
    await fetch(url + path);
  const text = await (await fetch(`${url}/metrics`)).text();
  await app.close();
  expect(text).toContain('http_requests_total{method="GET",path="/users/:id",status="200"} 2');
  expect(text).toContain('http_requests_total{method="GET",path="<unmatched>",status="404"} 1');
  expect(text).toContain(
    'http_request_exceptions_total{method="GET",path="/fails",status="500"} 1',
  );
  expect(text).toContain('http_requests_in_flight{method="GET"} 0');
  expect(text).toContain('seen_total{id="req-1"} 1');
  expect(text).not.toContain("/skip");
});

test("the name and the switch of fastify-metrics, beside another preset", async () => {
  const app = Fastify();
  const preset = ["fastify-metrics", "opentelemetry"] as const;
  const registry = new Registry();
  await app.register(metrics, { preset, registry, processMetrics: false, preinitialise: true });
  app.get("/search", { config: { statsId: "search page" } }, async () => "ok");
  app.get("/internal", { config: { disableMetrics: true } }, async () => "ok");
  for (const url of ["/search", "/search", "/internal"]) await app.inject({ url });
  const text = (await app.metrics.render()).body.toString();
  await app.close();
  const counts = text.match(/^http_(?:server_)?request_duration_seconds_count\{.*GET.*$/gm);
  expect(counts?.sort()).toEqual([
    'http_request_duration_seconds_count{method="GET",route="search page",status_code="200"} 2',
    'http_request_duration_seconds_count{method="GET",route="search page",status_code="500"} 0',
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/search",http_response_status_code="200",error_type=""} 2',
    'http_server_request_duration_seconds_count{http_request_method="GET",http_route="/search",http_response_status_code="500",error_type="500"} 0',
  ]);
});

test("the name of fastify-metrics, in its preset alone", async () => {
  const app = Fastify();
  const preset = "fastify-metrics";
  await app.register(metrics, { preset, registry: new Registry(), processMetrics: false });
  app.get("/search", { config: { statsId: "search page" } }, async () => "ok");
  await app.inject({ url: "/search" });
  const text = (await app.metrics.render()).body.toString();
  await app.close();
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="search page",status_code="200"} 1',
  );
});
