// Measures what a series takes in the memory of Prometheus, and writes prometheus-memory.json, which
// docs/guides/scale.md is computed from. Build first; takes two minutes.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { startPrometheus } from "@routemetrics/conformance/servers";
import { Histogram, nodeHandler } from "@routemetrics/core";
import { Registry } from "prom-client";

/** Long enough for a few garbage collections of the server. */
const SCRAPES_MS = 45_000;
const ROUTES = 2_000;
const STATUSES = ["200", "404"];

async function serve(nativeHistogram) {
  const registry = new Registry();
  const name = "http_request_duration_seconds";
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name, help: "x", labelNames, registry, nativeHistogram });
  for (let route = 0; route < ROUTES; route++) {
    for (const status of STATUSES) {
      const series = histogram.labels({
        method: "GET",
        path: `/api/v1/things${route}/:id`,
        status,
      });
      // From 2 ms to 2 s: about twenty buckets of a native histogram, as a route of a service has.
      for (let i = 0; i < 20; i++) series.observe(0.002 * 1.4 ** i);
    }
  }
  const server = createServer(nodeHandler({ registry })).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/metrics`, close: () => server.close() };
}

/** Bytes that a Prometheus holds, and the series in its head. */
async function held(target, native) {
  const prometheus = await startPrometheus({
    config: {
      global: { scrape_interval: "1s" },
      scrape_configs:
        target === undefined
          ? []
          : [{ job_name: "service", static_configs: [{ targets: [new URL(target).host] }] }],
    },
    features: native ? ["native-histograms"] : [],
  });
  await sleep(SCRAPES_MS);
  const text = await (await fetch(`${prometheus.url}/metrics`)).text();
  const value = (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)[1]);
  const result = {
    bytes: value("process_resident_memory_bytes"),
    series: value("prometheus_tsdb_head_series"),
    version: /^prometheus_build_info\{.*version="([^"]+)"/m.exec(text)[1],
  };
  await prometheus.stop();
  return result;
}

const empty = await held(undefined, false);
const results = { version: empty.version };
for (const kind of ["classic", "native"]) {
  const service = await serve(kind === "native");
  const { bytes, series } = await held(service.url, kind === "native");
  service.close();
  results[kind] = { series, bytesPerSeries: Math.round((bytes - empty.bytes) / series) };
  console.log(kind, results[kind]);
}
writeFileSync(
  new URL("prometheus-memory.json", import.meta.url),
  `${JSON.stringify(results, undefined, 2)}\n`,
);
process.exit(0);
