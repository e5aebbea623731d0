import { parseExposition } from "@routemetrics/core/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { exposedMetrics } from "./exposed.js";
import { startOtlpReceiver } from "./otlp-receiver.js";
import { startShop } from "./start-shop.js";
import { send, TRAFFIC } from "./traffic.js";

const NAME = "http_server_request_duration_seconds";
const REQUESTS = [...TRAFFIC, "GET /users/7", "GET /nowhere"];

async function startAndVisit(program: string): Promise<string> {
  const shop = startShop(program);
  onTestFinished(() => shop.stop());
  const url = await shop.url;
  await send(url, REQUESTS);
  return url;
}

test("the preset opentelemetry is what Prometheus makes of OTLP", async () => {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url);
  onTestFinished(() => void vi.unstubAllEnvs());
  await startAndVisit("opentelemetry/before-otlp");
  await vi.waitFor(() => expect(requestsIn(receiver.exposition())).toBe(REQUESTS.length), 10_000);
  const sent = exposedMetrics(receiver.exposition());
  // What the exporter sends is measured, too.
  const ofServer = [...sent.keys()].filter((name) => !name.startsWith("http_client_"));
  expect(ofServer).toEqual([NAME]);

  const url = await startAndVisit("opentelemetry/after-otlp");
  const ours = exposedMetrics(await (await fetch(`${url}/metrics`)).text());
  expect([...(ours.get(NAME)?.samples.keys() ?? [])].sort()).toEqual(
    [...(sent.get(NAME)?.samples.keys() ?? [])].sort(),
  );
  for (const [series, value] of sent.get(NAME)?.samples ?? []) {
    // What took how long is for the clock to say.
    if (/_count\{|le="(?:10|\+Inf)"/.test(series)) {
      expect(ours.get(NAME)?.samples.get(series), series).toBe(value);
    }
  }
});

function requestsIn(exposition: string): number {
  const counts = parseExposition(exposition).filter(({ name }) => name === `${NAME}_count`);
  return counts.reduce((sum, { value }) => sum + value, 0);
}
