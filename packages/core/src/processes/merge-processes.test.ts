import { Counter as ForeignCounter, Gauge as ForeignGauge, Registry } from "prom-client";
import { expect, test } from "vitest";
import { gather } from "../exposition/gather.js";
import { Counter } from "../metric/counter.js";
import { Gauge } from "../metric/gauge.js";
import { Histogram } from "../metric/histogram.js";
import { Summary } from "../metric/summary.js";
import type {
  HistogramFamily,
  HistogramSeries,
  MetricFamily,
  ValueSeries,
} from "../metric-family.js";
import { addLog } from "./fold-ended.js";
import { collectLogNow } from "./log-buffer.js";
import { ProcessMerge } from "./merge-processes.js";
import { MergedLog } from "./merged-log.js";
import { writeFamilies } from "./write-families.js";

/** Families of some processes as they come out of their snapshots, made into one set. */
async function merged(
  mode: "perWorker" | "sum",
  ...registries: readonly Registry[]
): Promise<Map<string, MetricFamily>> {
  const merge = new ProcessMerge(mode);
  for (const [index, registry] of registries.entries()) {
    const { families } = await gather(registry as never);
    await addFamilies(merge, index, families);
  }
  expect(merge.errors).toEqual([]);
  return new Map(merge.families().map((family) => [family.name, family]));
}

/** What the log of one process says. */
async function addFamilies(merge: ProcessMerge, index: number, families: readonly MetricFamily[]) {
  const log = new MergedLog(merge, { worker: String(index), live: true, rank: index });
  await addLog(
    log,
    collectLogNow(true, (buffer) => writeFamilies(buffer, families)),
  );
}

function registriesWith<T>(
  values: readonly T[],
  define: (registry: Registry, value: T) => void,
): Registry[] {
  return values.map((value) => {
    const registry = new Registry();
    define(registry, value);
    return registry;
  });
}

test("histograms add, classic and native", async () => {
  const registries = registriesWith(
    [
      [0.1, 0.2, 7],
      [0.2, 30],
    ],
    (registry, observed) => {
      const options = { name: "h", help: "h", buckets: [0.15, 1, 10], nativeHistogram: true };
      const histogram = new Histogram({ ...options, registry: registry as never });
      for (const value of observed) histogram.observe(value);
    },
  );
  const family = (await merged("perWorker", ...registries)).get("h");
  const histogram = histogramOf(family);
  expect(histogram).toMatchObject({ counts: [1, 2, 1, 1], count: 5, sum: 37.5 });
  expect(histogram.native?.positive.counts.reduce((a, b) => a + b)).toBe(5);
  expect(histogram.native?.positive.counts).toContain(2);
});

test("histograms with other buckets keep those that both have", async () => {
  const registries = registriesWith(
    [
      [1, 2, 5],
      [2, 4, 5],
    ],
    (registry, buckets) => {
      const histogram = new Histogram({
        name: "h",
        help: "h",
        buckets,
        registry: registry as never,
      });
      for (const value of [0.5, 1.5, 3, 4.5, 9]) histogram.observe(value);
    },
  );
  const family = (await merged("perWorker", ...registries)).get("h");
  const histogram = histogramOf(family);
  expect(histogram).toMatchObject({ upperBounds: [2, 5], counts: [4, 4, 2], count: 10 });
});

test("a family of which one process has no native histogram is classic as a whole", async () => {
  const registries = registriesWith([true, false], (registry, nativeHistogram) => {
    const histogram = new Histogram({
      name: "h",
      help: "h",
      labelNames: ["worker_kind"],
      nativeHistogram,
      registry: registry as never,
    });
    histogram.labels({ worker_kind: String(nativeHistogram) }).observe(1);
  });
  const family = (await merged("perWorker", ...registries)).get("h");
  const natives = family?.series.map((one) => (one as HistogramSeries).histogram.native);
  expect(natives).toEqual([undefined, undefined]);
});

test("summaries add without their quantiles", async () => {
  const registries = registriesWith([1, 2], (registry, value) => {
    const options = { name: "s", help: "s", percentiles: [0.5] };
    new Summary({ ...options, registry: registry as never }).observe(value);
  });
  const family = (await merged("perWorker", ...registries)).get("s");
  expect(family?.series).toMatchObject([{ summary: { count: 2, sum: 3, quantiles: [] } }]);
});

test("metrics of prom-client follow their aggregator", async () => {
  const aggregators = ["sum", "min", "max", "average", "first", "omit"] as const;
  const registries = registriesWith([6, 3, 9], (registry, value) => {
    for (const aggregator of aggregators) {
      const gauge = new ForeignGauge({
        name: `g_${aggregator}`,
        help: "g",
        aggregator,
        registers: [registry],
      });
      gauge.set(value);
    }
    new ForeignCounter({ name: "c_total", help: "c", registers: [registry] }).inc(value);
  });
  const families = await merged("perWorker", ...registries);
  const value = (name: string) => (families.get(name)?.series[0] as ValueSeries | undefined)?.value;
  expect(aggregators.map((aggregator) => value(`g_${aggregator}`))).toEqual([
    18,
    3,
    9,
    6,
    6,
    undefined,
  ]);
  expect(value("c_total")).toBe(18);
});

test("process metrics add up when that is wanted", async () => {
  const registries = registriesWith([1, 2], (registry, value) => {
    const name = "process_resident_memory_bytes";
    new ForeignGauge({ name, help: "m", registers: [registry] }).set(value);
  });
  const name = "process_resident_memory_bytes";
  expect((await merged("sum", ...registries)).get(name)?.series).toMatchObject([{ value: 3 }]);
  expect((await merged("perWorker", ...registries)).get(name)?.series).toMatchObject([
    { labels: { worker: "0" }, value: 1 },
    { labels: { worker: "1" }, value: 2 },
  ]);
});

test("values that are no numbers of JSON survive", async () => {
  const registries = registriesWith([Number.NaN, Infinity, -Infinity], (registry, value) => {
    const gauge = new ForeignGauge({
      name: "g",
      help: "g",
      labelNames: ["of"],
      registers: [registry],
    });
    gauge.labels(String(value)).set(value);
  });
  const values = (await merged("perWorker", ...registries)).get("g")?.series;
  expect(values?.map((one) => (one as ValueSeries).value)).toEqual([NaN, Infinity, -Infinity]);
});

test("what is rendered is what is gathered, whatever the parts are", async () => {
  const merge = new ProcessMerge("perWorker");
  const exemplar = { labels: { trace_id: "1" }, value: 0.2, timestamp: 1 };
  for (const [index, value] of [0.1, 0.2, 0.7].entries()) {
    const registry = new Registry() as never;
    for (const native of [true, index === 0]) {
      const name = native === true ? "all_native" : "some_native";
      const options = { name, help: "h", nativeHistogram: native, registry } as const;
      new Histogram(options).observe(value);
    }
    const buckets = [value, 1, 2];
    new Histogram({ name: "other_bounds", help: "h", buckets, registry }).observe(1.5);
    const exemplars = new Histogram({ name: "exemplars", help: "h", registry });
    exemplars.observe(value, index === 1 ? { trace_id: "1" } : undefined);
    new Summary({ name: "summary", help: "s", percentiles: [0.5], registry }).observe(value);
    new Counter({ name: "floats", help: "f", registry }).inc(value);
    for (const aggregation of ["sum", "min", "first", "mostRecent", "perWorker"] as const) {
      new Gauge({ name: `gauge_${aggregation}`, help: "g", aggregation, registry }).set(value);
    }
    const { families } = await gather(registry);
    const series = [{ labels: {}, value, timestamp: value, exemplar }];
    families.push({ name: "told_total", help: "t", type: "counter", series });
    await addFamilies(merge, index, families);
  }
  merge.settle();
  const copy = (one: object) => {
    const { labels, created, value, histogram } = one as HistogramSeries & ValueSeries;
    if (histogram === undefined) return { labels, created, value };
    const { upperBounds, counts, sum, count, native } = histogram;
    return { labels, created, upperBounds, counts: [...counts], sum, count, native };
  };
  const views = merge
    .live()
    .flatMap(({ source }) => Array.from(source.allSeries(), (one) => copy(source.viewSeries(one))));
  const read = merge.families().flatMap(({ series }) => series.map(copy));
  expect(views).toEqual(read);
  expect(views).toHaveLength(14);
});

test("labels are the same in whatever order they come", async () => {
  const merge = new ProcessMerge("perWorker");
  const orders = [
    { path: "/é", method: "GET" },
    { method: "GET", path: "/é" },
    { path: "/é", method: "GET" },
  ];
  for (const [index, labels] of orders.entries()) {
    const series = [{ labels, value: 1 }];
    await addFamilies(merge, index, [{ name: "c_total", help: "c", type: "counter", series }]);
  }
  expect(merge.families()).toMatchObject([{ series: [{ labels: orders[0], value: 3 }] }]);
});

test("a total began when its oldest part did", async () => {
  const merge = new ProcessMerge("perWorker");
  for (const [index, created] of [30, 10, 20].entries()) {
    const series = [{ labels: {}, value: 1, created }];
    await addFamilies(merge, index, [{ name: "c_total", help: "c", type: "counter", series }]);
  }
  expect(merge.families()).toMatchObject([{ series: [{ value: 3, created: 10 }] }]);
});

test("a metric that is something else in another process is named and left out there", async () => {
  const merge = new ProcessMerge("perWorker");
  for (const [index, type] of (["gauge", "unknown"] as const).entries()) {
    await addFamilies(merge, index, [
      { name: "x", help: "x", type, series: [{ labels: {}, value: 1 }] },
    ]);
  }
  expect(merge.errors).toMatchObject([{ metric: "x" }]);
  expect(merge.families()).toMatchObject([{ type: "gauge", series: [{ value: 1 }] }]);
});

function histogramOf(family: MetricFamily | undefined): HistogramSeries["histogram"] {
  const [one] = (family as HistogramFamily).series;
  return (one as HistogramSeries).histogram;
}
