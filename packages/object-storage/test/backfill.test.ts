import { execFile } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { findBinary, requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { Counter, Gauge, Histogram } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mergeDumps, type ObjectStore, objectStore, startDump } from "../src/index.js";
import { type Ceph, hasCeph, startCeph } from "./ceph.js";
import { createBucket } from "./s3-bucket.js";

const exec = promisify(execFile);
const HOURS = 3;
const HOUR = 3600;
/** A whole block earlier than what Prometheus may still write itself. */
const START = Math.floor(Date.now() / 1000 / (2 * HOUR)) * 2 * HOUR - 8 * HOUR;
const END = START + HOURS * HOUR;
const isMissing = !hasCeph() || requireBinary("prometheus", "promtool") !== undefined;

/** Signatures need the real time, dumps the one that the test says. */
function atRealTime(store: ObjectStore): ObjectStore {
  const real = Object.create(store) as ObjectStore;
  real.storeBlob = async (bytes, id, options) => {
    const pretended = Date.now();
    vi.useRealTimers();
    try {
      await store.storeBlob(bytes, id, options);
    } finally {
      vi.useFakeTimers({ toFake: ["Date"], now: pretended });
    }
  };
  return real;
}

describe.skipIf(isMissing)("dumps in Ceph", () => {
  const folder = mkdtempSync(join(tmpdir(), "backfill-"));
  let ceph: Ceph;
  let store: ObjectStore;
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;

  beforeAll(async () => {
    ceph = await startCeph();
    store = objectStore({ ...(await createBucket(ceph, "metrics")), prefix: "dumps" });
    await dumpEveryMinute("a", 1);
    await dumpEveryMinute("b", 2);
    const text = join(folder, "metrics.om");
    await pipeline(Readable.from(mergeDumps(store, { job: "shop" })), createWriteStream(text));
    const data = join(folder, "data");
    await exec(findBinary("promtool") as string, [
      "tsdb",
      "create-blocks-from",
      "openmetrics",
      text,
      data,
    ]);
    prometheus = await startPrometheus({ data });
  }, 240_000);
  afterAll(async () => {
    vi.useRealTimers();
    await prometheus?.stop();
    ceph?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** `rate` requests a second, each of 0.2 to 0.4 seconds, for three hours. */
  async function dumpEveryMinute(instance: string, rate: number): Promise<void> {
    const registry = new Registry();
    const requests = new Counter({ name: "requests", help: "Requests.", registry });
    const odd = new Gauge({ name: "odd", help: "No number.", registry });
    const latency = new Histogram({
      name: "latency_seconds",
      help: "Latency.",
      buckets: [0.2, 0.4],
      registry,
    });
    odd.set(Number.NaN);
    vi.useFakeTimers({ toFake: ["Date"], now: START * 1000 });
    const labels = { job: "shop", instance };
    const dump = startDump({ registry, store: atRealTime(store), every: false, labels });
    for (let second = 0; second <= HOURS * HOUR; second += 60) {
      vi.setSystemTime((START + second) * 1000);
      await dump.flush();
      requests.inc(60 * rate);
      for (let count = 0; count < 60 * rate; count += 1) latency.observe(0.3);
    }
    vi.useRealTimers();
    expect(dump.account).toMatchObject({ taken: 181, stored: 181, failed: 0 });
  }

  const byInstance = async (promql: string) => {
    const samples = await prometheus.query(promql, END);
    return Object.fromEntries(samples.map(({ labels, value }) => [labels.instance, value]));
  };

  test("give Prometheus the exact rates back", async () => {
    expect(await byInstance('rate(requests_total{job="shop"}[1h])')).toEqual({ a: 1, b: 2 });
    expect(await byInstance("increase(requests_total[2h])")).toEqual({ a: 7200, b: 14_400 });
  });

  test("lose no sample", async () => {
    expect(await byInstance("count_over_time(requests_total[3h])")).toEqual({ a: 181, b: 181 });
  });

  test("keep histograms, and gauges that are no numbers", async () => {
    const quantile = "histogram_quantile(0.5, rate(latency_seconds_bucket[1h]))";
    const { a, b } = await byInstance(quantile);
    expect(a).toBeCloseTo(0.3, 9);
    expect(b).toBeCloseTo(0.3, 9);
    expect(await byInstance("odd")).toEqual({ a: Number.NaN, b: Number.NaN });
  });
});
