// Measures what a series takes in the memory of Prometheus and a sample on its disk, and writes
// prometheus-storage.json, which docs/guides/scale.md is computed from. Build first; takes eight minutes.
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPrometheus } from "@routemetrics/conformance/servers";
import { Histogram, nodeHandler } from "@routemetrics/core";
import { Registry } from "prom-client";

/** Long enough for a few garbage collections of the server. */
const MEMORY_MS = 45_000;
const MEMORY_ROUTES = 2_000;
/** Long enough for a full chunk of 120 samples, scraped each second. */
const DISK_MS = 150_000;
const DISK_ROUTES = 150;
const STATUSES = ["200", "404"];
/** From 2 ms to 2 s: about twenty buckets of a native histogram, as a route of a service has. */
const DURATIONS = Array.from({ length: 20 }, (_, i) => 0.002 * 1.4 ** i);
/** Of each label set between two scrapes. */
const REQUESTS = 5;

async function serve(nativeHistogram, routes) {
  const registry = new Registry();
  const name = "http_request_duration_seconds";
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name, help: "x", labelNames, registry, nativeHistogram });
  const all = [];
  for (let route = 0; route < routes; route++) {
    const path = `/api/v1/things${route}/:id`;
    for (const status of STATUSES) all.push(histogram.labels({ method: "GET", path, status }));
  }
  for (const series of all) for (const duration of DURATIONS) series.observe(duration);
  const server = createServer(nodeHandler({ registry })).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${server.address().port}`,
    receiveRequests() {
      for (const series of all) {
        for (let i = 0; i < REQUESTS; i++) {
          series.observe(DURATIONS[Math.floor(Math.random() * DURATIONS.length)]);
        }
      }
    },
    close: () => server.close(),
  };
}

function start(target, native, more = {}) {
  const jobs = [{ job_name: "service", static_configs: [{ targets: [target] }] }];
  return startPrometheus({
    config: {
      global: { scrape_interval: "1s" },
      scrape_configs: target === undefined ? [] : jobs,
    },
    features: native ? ["native-histograms"] : [],
    ...more,
  });
}

/** Bytes that a Prometheus holds, and the series in its head. */
async function held(target, native) {
  const prometheus = await start(target, native);
  await sleep(MEMORY_MS);
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

/** Bytes of a sample in the chunks of a block, of metrics that change between scrapes. */
async function stored(service, native) {
  const data = mkdtempSync(join(tmpdir(), "prometheus-disk-"));
  const args = ["--web.enable-admin-api"];
  const prometheus = await start(service.address, native, { data, args });
  const traffic = setInterval(() => service.receiveRequests(), 1000);
  await sleep(DISK_MS);
  clearInterval(traffic);
  const snapshot = `${prometheus.url}/api/v1/admin/tsdb/snapshot`;
  const answer = await (await fetch(snapshot, { method: "POST" })).json();
  const folder = join(data, "snapshots", answer.data.name);
  const blocks = readdirSync(folder).map((name) => join(folder, name));
  const samples = blocks.map((block) => numSamples(block));
  const bytes = blocks.flatMap((block) =>
    readdirSync(join(block, "chunks")).map((name) => statSync(join(block, "chunks", name)).size),
  );
  await prometheus.stop();
  rmSync(data, { recursive: true });
  return sum(bytes) / sum(samples);
}

function numSamples(block) {
  return JSON.parse(readFileSync(join(block, "meta.json"), "utf8")).stats.numSamples;
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

const empty = await held(undefined, false);
const results = { version: empty.version };
for (const kind of ["classic", "native"]) {
  const isNative = kind === "native";
  const large = await serve(isNative, MEMORY_ROUTES);
  const { bytes, series } = await held(large.address, isNative);
  large.close();
  const busy = await serve(isNative, DISK_ROUTES);
  const bytesPerSample = await stored(busy, isNative);
  busy.close();
  results[kind] = {
    series,
    bytesPerSeries: Math.round((bytes - empty.bytes) / series),
    bytesPerSample: Number(bytesPerSample.toPrecision(3)),
  };
  console.log(kind, results[kind]);
}
writeFileSync(
  new URL("prometheus-storage.json", import.meta.url),
  `${JSON.stringify(results, undefined, 2)}\n`,
);
process.exit(0);
