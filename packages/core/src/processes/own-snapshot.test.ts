import { Counter as ForeignCounter, Gauge as ForeignGauge, Registry } from "prom-client";
import { beforeEach, expect, type Mock, onTestFinished, test, vi } from "vitest";
import { registerCollector } from "../collector/register-collector.js";
import { Counter } from "../metric/counter.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram } from "../metric/histogram.js";
import type { MetricFamily, ValueFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { addLog } from "./fold-ended.js";
import type { ReadOptions } from "./live-writer.js";
import { collectLog, collectLogNow, LogBuffer } from "./log-buffer.js";
import { readFrames } from "./log-reading.js";
import { ProcessMerge } from "./merge-processes.js";
import { MergedLog } from "./merged-log.js";
import { OwnSnapshot } from "./own-snapshot.js";

let registry: RegistryLike;
let snapshot: OwnSnapshot;
let counter: Counter<"of">;
let written: Buffer;
let onError: Mock<ReadOptions["onError"]>;

beforeEach(() => {
  registry = new Registry() as RegistryLike;
  snapshot = new OwnSnapshot([registry]);
  counter = new Counter({ name: "c_total", help: "c", labelNames: ["of"], registry });
  counter.labels({ of: "a" }).inc();
  written = new LogBuffer(true).take();
  onError = vi.fn<ReadOptions["onError"]>();
});

/** Writes what has changed, as a scrape or as each second; returns how many records that took. */
async function write(functions = false): Promise<number> {
  await snapshot.read({ functions });
  const options = { everything: false, functions, onError };
  const added = await collectLog(false, (log) => snapshot.write(log, options));
  written = Buffer.concat([written, added]);
  return recordsIn(added);
}

async function recordsIn(frames: Buffer): Promise<number> {
  let records = 0;
  const { damage } = await readFrames(frames, 0, () => {
    records += 1;
  });
  expect(damage).toBeUndefined();
  return records;
}

function everything(functions = false): Buffer {
  return collectLogNow(true, (log) =>
    snapshot.write(log, { everything: true, functions, onError }),
  );
}

async function families(): Promise<Map<string, MetricFamily>> {
  const merge = new ProcessMerge("perWorker");
  const log = new MergedLog(merge, { worker: "0", live: true, rank: 0 });
  expect((await addLog(log, written)).damage).toBeUndefined();
  return new Map(merge.families().map((family) => [family.name, family]));
}

async function values(name = "c_total"): Promise<unknown[][]> {
  const family = (await families()).get(name) as ValueFamily | undefined;
  return (family?.series ?? []).map(({ labels, value }) => [...Object.values(labels), value]);
}

test("only the series that have changed are written again", async () => {
  for (let of = 0; of < 100; of++) counter.labels({ of: String(of) }).inc(of);
  expect(await write()).toBe(102);
  expect(await write()).toBe(0);
  counter.labels({ of: "7" }).inc();
  expect(await write()).toBe(1);
  counter.labels({ of: "new" });
  expect(await write()).toBe(1);
  counter.remove({ of: "8" });
  expect(await write()).toBe(1);
  const all = await values();
  expect(all).toHaveLength(101);
  expect(all).toContainEqual(["7", 8]);
  expect(all).toContainEqual(["new", 0]);
  expect(await write(true)).toBe(0);
});

test("what changes while it is written is written next time", async () => {
  for (let of = 0; of < 100; of++) counter.labels({ of: String(of) }).inc();
  let steps = 0;
  const added = collectLogNow(false, function* (log) {
    for (const _ of snapshot.write(log, { everything: false, functions: false, onError })) {
      steps += 1;
      counter.labels({ of: "a" }).inc();
      yield;
    }
  });
  written = Buffer.concat([written, added]);
  expect(steps).toBeGreaterThan(1);
  expect(await write()).toBe(1);
  expect(await values()).toContainEqual(["a", 1 + steps]);
});

test("other clients' metrics are written where they differ from what was written", async () => {
  const foreign = new ForeignCounter({
    name: "foreign_total",
    help: "f",
    labelNames: ["of"],
    registers: [registry as never],
  });
  for (const of of ["a", "b"]) foreign.inc({ of });
  await write();
  foreign.inc({ of: "b" });
  expect(await write()).toBe(1);
  expect(await values("foreign_total")).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  foreign.remove({ of: "a" });
  await write();
  expect(await values("foreign_total")).toEqual([["b", 2]]);
  registry.removeSingleMetric("foreign_total");
  registry.removeSingleMetric("c_total");
  await write(true);
  expect([...(await families()).keys()]).toEqual([]);
});

test("other clients' metrics that take long are read less often, but for every scrape", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const foreign = new ForeignCounter({
    name: "f_total",
    help: "f",
    registers: [registry as never],
  });
  const read = foreign.get.bind(foreign);
  let takes = 50;
  foreign.get = async () => {
    vi.advanceTimersByTime(takes);
    return read();
  };
  const written = async (functions: boolean) => {
    foreign.inc();
    return (await write(functions)) > 0;
  };
  // Less than a tenth of the second after which it is read again.
  expect(await written(false)).toBe(true);
  takes = 300;
  expect(await written(false)).toBe(true);
  vi.advanceTimersByTime(2000);
  expect(await written(false)).toBe(false);
  expect(await written(true)).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(await written(false)).toBe(true);
  expect(await values("f_total")).toEqual([[5]]);
});

test("a metric that takes the name of a removed one begins anew", async () => {
  await write();
  registry.removeSingleMetric("c_total");
  const labelNames = ["of", "by"] as const;
  const next = new Counter({ name: "c_total", help: "c", labelNames, registry });
  next.labels({ of: "a", by: "b" }).inc(5);
  await write();
  expect(await values()).toEqual([["a", "b", 5]]);
});

test("functions of the application run for scrapes only, and their values stay", async () => {
  const collect = vi.fn(function (this: ForeignGauge) {
    this.set(7);
  });
  new ForeignGauge({ name: "g", help: "g", registers: [registry as never], collect });
  const read = vi.fn(() => 8);
  new Gauge({ name: "own", help: "g", registry }).setFunction(read);
  await write(true);
  await write();
  expect(collect).toHaveBeenCalledOnce();
  expect(read).toHaveBeenCalledOnce();
  expect(await values("g")).toEqual([[7]]);
  expect(await values("own")).toEqual([[8]]);
});

test("a collector that fails keeps its last values", async () => {
  const collect = vi.fn((): MetricFamily[] => [
    { name: "x_total", help: "x", type: "counter", series: [{ labels: {}, value: 3 }] },
  ]);
  registerCollector({ collect }, registry);
  await write(true);
  collect.mockImplementation(() => {
    throw new Error("away");
  });
  await write(true);
  expect(await values("x_total")).toEqual([[3]]);
});

test("a gauge whose function throws is left out and named, and nothing else", async () => {
  const options = { name: "level", help: "l", labelNames: ["of"], registry } as const;
  const gauge = new Gauge(options);
  gauge.labels({ of: "sound" }).set(1);
  gauge.labels({ of: "broken" }).setFunction(() => {
    throw new Error("away");
  });
  await write(true);
  expect(await values("level")).toEqual([["sound", 1]]);
  expect(await values()).toEqual([["a", 1]]);
  expect(onError).toHaveBeenCalledExactlyOnceWith("level", new Error("away"));
});

test("a family that several tell of is one, in which the first series stands", async () => {
  const other = new Registry() as RegistryLike;
  snapshot = new OwnSnapshot([registry, other]);
  const again = { name: "c_total", help: "c", labelNames: ["of"], registry: other } as const;
  const second = new Counter(again);
  second.labels({ of: "a" }).inc(10);
  second.labels({ of: "b" }).inc(20);
  await write(true);
  expect(await values()).toEqual([
    ["a", 1],
    ["b", 20],
  ]);
  const series = [{ labels: { of: "c" }, value: 30 }];
  registry.removeSingleMetric("c_total");
  registerCollector({ collect: () => [{ ...again, type: "counter", series }] }, registry);
  await write(true);
  expect((await values()).sort()).toEqual([
    ["a", 10],
    ["b", 20],
    ["c", 30],
  ]);
});

test("default labels that are set late are on every series", async () => {
  await write();
  (registry as unknown as Registry).setDefaultLabels({ service: "shop" });
  await write();
  expect(await values()).toEqual([["a", "shop", 1]]);
});

test("histograms keep their bounds, native buckets and exemplars", async () => {
  const options = { name: "h", help: "h", buckets: [1, 2], nativeHistogram: true, registry };
  const histogram = new Histogram(options);
  histogram.observe(1.5, { trace_id: "1" });
  histogram.observe(Infinity);
  await write();
  const before = await histogram.metricFamily();
  expect((await families()).get("h")).toEqual(before);
  written = everything();
  expect((await families()).get("h")).toEqual(before);
});

test("everything is what a new file has to say", async () => {
  new ForeignCounter({ name: "foreign_total", help: "f", registers: [registry as never] }).inc(4);
  await write();
  written = everything();
  expect(await values()).toEqual([["a", 1]]);
  expect(await values("foreign_total")).toEqual([[4]]);
  expect(await write()).toBe(0);
});

test("the end of the process finds what is still being read", async () => {
  void snapshot.read({ functions: true });
  snapshot.readNow();
  written = everything();
  expect(await values()).toEqual([["a", 1]]);
});
