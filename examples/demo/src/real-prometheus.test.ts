import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { metrics as expressMetrics } from "@routemetrics/express";
import fastifyMetrics from "@routemetrics/fastify";
import express from "express";
import Fastify from "fastify";
import { Registry } from "prom-client";
import { expect, onTestFinished, test, vi } from "vitest";

const missing = requireBinary("prometheus");

/** How often each request is sent to both services. */
const TRAFFIC: readonly (readonly [method: string, path: string, times: number])[] = [
  ["GET", "/users/1", 7],
  ["GET", "/users/2", 5],
  ["POST", "/users/3", 3],
  ["GET", "/fails", 2],
  ["GET", "/nowhere", 4],
];

/** What a PromQL answer must say, exactly. */
const EXPECTED = {
  "GET /users/:id 200": 12,
  "POST /users/:id 201": 3,
  "GET /fails 500": 2,
  "GET <unmatched> 404": 4,
};

async function startExpress(): Promise<string> {
  const app = express();
  app.set("env", "test");
  app.use(expressMetrics({ registry: new Registry() }));
  app.get("/users/:id", (_request, response) => void response.send("ok"));
  app.post("/users/:id", (_request, response) => void response.status(201).send("ok"));
  app.get("/fails", () => {
    throw new Error("on purpose");
  });
  const server = app.listen(0, "127.0.0.1");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startFastify(): Promise<string> {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(fastifyMetrics, { registry: new Registry() });
  app.get("/users/:id", async () => "ok");
  app.post("/users/:id", async (_request, reply) => reply.code(201).send("ok"));
  app.get("/fails", async () => {
    throw new Error("on purpose");
  });
  onTestFinished(() => app.close());
  return new URL(await app.listen({ host: "127.0.0.1", port: 0 })).host;
}

test.skipIf(missing)(
  "a real Prometheus counts exactly the requests that were sent",
  async () => {
    const targets = [await startExpress(), await startFastify()];
    for (const target of targets) {
      for (const [method, path, times] of TRAFFIC) {
        for (let sent = 0; sent < times; sent++) await fetch(`http://${target}${path}`, { method });
      }
    }
    const prometheus = await startPrometheus({
      targets: targets.map((target) => `http://${target}/metrics`),
    });
    onTestFinished(() => prometheus.stop());
    for (const target of targets) {
      await vi.waitFor(
        async () => {
          const total = await prometheus.query(`http_requests_total{instance="${target}"}`);
          const counts = total.map(({ labels, value }) => [
            `${labels.method} ${labels.path} ${labels.status}`,
            value,
          ]);
          expect(Object.fromEntries(counts)).toEqual(EXPECTED);
        },
        { timeout: 30_000, interval: 500 },
      );
      const count = `sum(http_request_duration_seconds_count{instance="${target}"})`;
      expect((await prometheus.query(count))[0]?.value).toBe(21);
      const exceptions = `sum(http_request_exceptions_total{instance="${target}"})`;
      expect((await prometheus.query(exceptions))[0]?.value).toBe(2);
    }
  },
  60_000,
);
