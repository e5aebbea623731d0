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

const PROTOBUF =
  "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
const FORMATS = {
  protobuf: PROTOBUF,
  openmetrics: "application/openmetrics-text;version=1.0.0",
  text: "text/plain;version=0.0.4",
};

/** How often each request is sent to each service. */
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

/** The same of every service; the guard makes it answer in one format, whatever the scraper prefers. */
const options = (accept: string) => ({
  registry: new Registry(),
  exemplars: () => ({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" }),
  guard: (
    request: { headers: { accept?: string | undefined } },
    _response: unknown,
    next: () => void,
  ) => {
    request.headers.accept = accept;
    next();
  },
});

async function startExpress(accept: string): Promise<string> {
  const app = express();
  app.set("env", "test");
  app.use(expressMetrics(options(accept)));
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

async function startFastify(accept: string): Promise<string> {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(fastifyMetrics, options(accept));
  app.get("/users/:id", async () => "ok");
  app.post("/users/:id", async (_request, reply) => reply.code(201).send("ok"));
  app.get("/fails", async () => {
    throw new Error("on purpose");
  });
  onTestFinished(() => app.close());
  return new URL(await app.listen({ host: "127.0.0.1", port: 0 })).host;
}

test.skipIf(missing)(
  "a real Prometheus counts exactly what was sent, in every format",
  async () => {
    const targets: { format: string; host: string }[] = [];
    for (const [format, accept] of Object.entries(FORMATS)) {
      targets.push({ format, host: await startExpress(accept) });
      targets.push({ format, host: await startFastify(accept) });
    }
    for (const { host } of targets) {
      for (const [method, path, times] of TRAFFIC) {
        for (let sent = 0; sent < times; sent++) await fetch(`http://${host}${path}`, { method });
      }
    }
    const prometheus = await startPrometheus({
      targets: targets.map(({ host }) => `http://${host}/metrics`),
      features: ["native-histograms", "exemplar-storage"],
    });
    onTestFinished(() => prometheus.stop());
    const answerTo = async (promql: string) => (await prometheus.query(promql))[0]?.value;

    for (const { format, host } of targets) {
      const of = `{instance="${host}"}`;
      await vi.waitFor(
        async () => {
          const total = await prometheus.query(`http_requests_total${of}`);
          const counts = total.map(({ labels, value }) => [
            `${labels.method} ${labels.path} ${labels.status}`,
            value,
          ]);
          expect(Object.fromEntries(counts)).toEqual(EXPECTED);
        },
        { timeout: 60_000, interval: 500 },
      );
      expect(await answerTo(`sum(http_request_exceptions_total${of})`)).toBe(2);
      // Over protobuf the histogram is native, else it has its classic buckets.
      const count =
        format === "protobuf"
          ? `histogram_count(sum(http_request_duration_seconds${of}))`
          : `sum(http_request_duration_seconds_count${of})`;
      expect(await answerTo(count)).toBe(21);
      if (format === "text") continue;
      const query = encodeURIComponent(`http_requests_total${of}`);
      const range = `start=${Date.now() / 1000 - 600}&end=${Date.now() / 1000 + 60}`;
      const stored = await fetch(
        `${prometheus.url}/api/v1/query_exemplars?query=${query}&${range}`,
      );
      expect(await stored.text()).toContain("4bf92f3577b34da6a3ce929d0e0e4736");
    }
  },
  120_000,
);
