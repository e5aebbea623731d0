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
