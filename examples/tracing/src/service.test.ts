import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { app } from "./service.js";
import { startTracing } from "./tracing.js";

const spans = new InMemorySpanExporter();
beforeAll(() => startTracing(spans));

async function start(): Promise<string> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const traceIds = () => spans.getFinishedSpans().map((span) => span.spanContext().traceId);

test("the bucket of a request has its trace id, in OpenMetrics", async () => {
  const url = await start();
  await fetch(`${url}/orders/1`);
  await vi.waitFor(() => expect(traceIds()).toHaveLength(1));
  const headers = { accept: "application/openmetrics-text" };
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  expect(text).toMatch(
    new RegExp(`^http_request_duration_seconds_bucket.* # {trace_id="${traceIds()[0]}"`, "m"),
  );
});

test.skipIf(requireBinary("prometheus"))("Prometheus keeps it, and gives it back", async () => {
  const url = await start();
  const prometheus = await startPrometheus({
    targets: [`${url}/metrics`],
    features: ["exemplar-storage"],
  });
  onTestFinished(() => prometheus.stop());
  await fetch(`${url}/orders/2`);
  const query = encodeURIComponent("http_request_duration_seconds_bucket");
  await vi.waitFor(
    async () => {
      const range = `start=${Date.now() / 1000 - 600}&end=${Date.now() / 1000 + 60}`;
      const answer = await fetch(
        `${prometheus.url}/api/v1/query_exemplars?query=${query}&${range}`,
      );
      const stored = await answer.text();
      expect(traceIds().some((id) => stored.includes(id))).toBe(true);
    },
    { timeout: 30_000, interval: 250 },
  );
});
