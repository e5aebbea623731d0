import { Registry as PlatformaticRegistry } from "@platformatic/prom-client";
import { Registry as RenamedRegistry } from "@prometheus-io/client";
import { Counter, Gauge, Histogram, Registry, Summary } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { gather } from "./gather.js";
import { renderOpenMetrics } from "./openmetrics.js";
import { renderText } from "./text.js";

async function text(registry: RegistryLike | RegistryLike[], names?: string[]): Promise<string> {
  return renderText((await gather(registry, names && { names })).families);
}

function ours(family: MetricFamily): never {
  const { name, help, type } = family;
  return { name, help, type, get: () => family, metricFamily: () => family } as never;
}

test("a prom-client registry reads as prom-client renders it", async () => {
  const registry = new Registry();
  const counter = new Counter({
    name: "c_total",
    help: "C \\ \n",
    labelNames: ["a"],
    registers: [registry],
  });
  counter.inc({ a: 'x"y\\z\n' }, 2);
  new Gauge({ name: "g", help: "G", registers: [registry] }).set(-1.5);
  const histogram = new Histogram({
    name: "h",
    help: "H",
    labelNames: ["a"],
    registers: [registry],
  });
  histogram.observe({ a: "1" }, 0.3);
  histogram.observe({ a: "2" }, 20);
  new Summary({ name: "s", help: "S", registers: [registry] }).observe(3);
  registry.setDefaultLabels({ app: "shop" });

  const lines = (body: string) =>
    body
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replace(/\{(.*)\}/, (_, labels) => `{${labels.split(",").sort()}}`));
  expect(lines(await text(registry))).toEqual(lines(await registry.metrics()));
});

test.each([
  ["@prometheus-io/client", RenamedRegistry],
  ["@platformatic/prom-client", PlatformaticRegistry],
])("a registry of %s is read", async (_, Other) => {
  const registry = new Other();
  registry.registerMetric(
    ours({ name: "x", help: "X", type: "gauge", series: [{ labels: {}, value: 1 }] }),
  );
  registry.setDefaultLabels({ app: "shop" });
  expect(await text(registry)).toBe('# HELP x X\n# TYPE x gauge\nx{app="shop"} 1\n');
});

test("a counter keeps its name after prom-client has rendered OpenMetrics", async () => {
  const registry = new Registry();
  new Counter({ name: "c_total", help: "C", registers: [registry] }).inc();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  await registry.metrics();
  expect(await text(registry)).toContain("\nc_total 1\n");
});

test("labels without a value are dropped", async () => {
  const registry = new Registry();
  const gauge = new Gauge({ name: "g", help: "G", labelNames: ["a", "b"], registers: [registry] });
  gauge.set({ a: "1", b: undefined as never }, 4);
  expect(await text(registry)).toContain('g{a="1"} 4\n');
});

test("bounds out of order, doubled or infinite are left out of a foreign histogram", async () => {
  const registry = new Registry();
  const buckets = [1, 5, 2, 5, 10, Number.POSITIVE_INFINITY];
  const histogram = new Histogram({ name: "h", help: "H", buckets, registers: [registry] });
  histogram.observe(1.5);
  histogram.observe(7);
  histogram.observe(70);
  expect((await text(registry)).match(/^h_bucket.*/gm)).toEqual([
    'h_bucket{le="1"} 0',
    'h_bucket{le="5"} 1',
    'h_bucket{le="10"} 2',
    'h_bucket{le="+Inf"} 3',
  ]);
});

test("exemplars of a foreign registry reach OpenMetrics", async () => {
  const registry: Registry = Reflect.construct(Registry, [Registry.OPENMETRICS_CONTENT_TYPE]);
  const counter = new Counter({
    name: "c_total",
    help: "C",
    enableExemplars: true,
    registers: [registry],
  });
  counter.inc({ value: 2, exemplarLabels: { trace_id: "abc" } } as never);
  const { families } = await gather(registry);
  expect(renderOpenMetrics(families)).toMatch(/^c_total 2 # \{trace_id="abc"\} 2 \d+(\.\d+)?$/m);
});

describe("what fails is reported and the rest stands", () => {
  const good = ours({ name: "good", help: "", type: "gauge", series: [{ labels: {}, value: 1 }] });

  test.each([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
      "boom",
    ],
    ["rejects", () => Promise.reject(new Error("boom")), "boom"],
    ["never settles", () => new Promise(() => {}), "did not answer within 0.05 s"],
    ["yields nothing", () => undefined, ""],
  ])("a collector that %s", async (_, get, message) => {
    const registry = new Registry();
    registry.registerMetric({ name: "bad", help: "", type: "gauge", get } as never);
    registry.registerMetric(good);
    const { families, errors } = await gather(registry, { timeLimit: 0.05 });
    expect(families.map(({ name }) => name)).toEqual(["good"]);
    expect(errors).toEqual([{ metric: "bad", error: expect.any(Error) }]);
    expect(errors[0]?.error.message).toContain(message);
  });

  test.each([
    ["a name", { name: "bad name", values: [{ labels: {}, value: 1 }] }, []],
    ["a label", { name: "bad", values: [{ labels: { "a-b": "1" }, value: 1 }] }, []],
    ["the label __name__", { name: "bad", values: [{ labels: { __name__: "1" }, value: 1 }] }, []],
    ["a value", { name: "bad", values: [{ labels: {}, value: "x" }] }, []],
    [
      "a series that is there twice",
      {
        name: "bad",
        values: [
          { labels: {}, value: 1 },
          { labels: { a: undefined }, value: 2 },
        ],
      },
      [{ labels: {}, value: 1 }],
    ],
  ])("%s that no scraper accepts", async (_, foreign, series) => {
    const registry = new Registry();
    registry.registerMetric({ ...foreign, get: () => ({ ...foreign, type: "gauge" }) } as never);
    const { families, errors } = await gather(registry);
    expect(families.flatMap((family): unknown => family.series)).toEqual(series);
    expect(errors).toHaveLength(1);
  });
});

test("of one name in several registries, series are joined and the first of equal ones stands", async () => {
  const family = (labels: Record<string, string>, value: number): never =>
    ours({ name: "x", help: "X", type: "gauge", series: [{ labels, value }] });
  const [first, second, third, fourth] = [1, 2, 3, 4].map(() => new Registry());
  first?.registerMetric(family({ a: "1", b: "2" }, 1));
  second?.registerMetric(family({ b: "2", a: "1" }, 2));
  third?.registerMetric(family({ a: "2" }, 3));
  fourth?.registerMetric(ours({ name: "x", help: "", type: "counter", series: [] }));
  const { families, errors } = await gather([first, second, third, fourth] as Registry[]);
  expect(renderText(families)).toBe('# HELP x X\n# TYPE x gauge\nx{a="1",b="2"} 1\nx{a="2"} 3\n');
  expect(errors).toEqual([{ metric: "x", error: expect.any(Error) }]);
});

describe("names", () => {
  const registry = new Registry();
  new Counter({ name: "c_total", help: "C", registers: [registry] }).inc();
  new Histogram({ name: "h", help: "H", buckets: [1], registers: [registry] }).observe(2);
  new Summary({ name: "s", help: "S", percentiles: [0.5], registers: [registry] }).observe(2);

  test.each([
    [["c_total"], ["c_total 1"]],
    [["c"], ["c_total 1"]],
    [["h_count", "nothing"], ["h_count 1"]],
    [
      ["h_bucket", "h_sum"],
      ['h_bucket{le="1"} 0', 'h_bucket{le="+Inf"} 1', "h_sum 2"],
    ],
    [["s"], ['s{quantile="0.5"} 2', "s_sum 2", "s_count 1"]],
    [["s_sum"], ["s_sum 2"]],
    [["nothing"], []],
  ])("%j", async (names, samples) => {
    const lines = (await text(registry, names)).split("\n");
    expect(lines.filter((line) => line !== "" && !line.startsWith("#"))).toEqual(samples);
  });
});

test("the event loop turns between the metrics of other clients, each of which is read in one go", async () => {
  const registry = new Registry();
  let turn = 0;
  const count = () => {
    turn += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  onTestFinished(() => clearImmediate(next));
  const readIn: number[] = [];
  for (const name of ["a", "b", "c"]) {
    const histogram = new Histogram({ name, help: "H", registers: [registry] });
    const read = histogram.get.bind(histogram);
    const metric = { name, help: "H", type: "histogram", get: () => spin().then(read) };
    const spin = async () => {
      readIn.push(turn);
      for (const end = performance.now() + 3; performance.now() < end; );
    };
    registry.removeSingleMetric(name);
    registry.registerMetric(metric as never);
  }
  await gather(registry as RegistryLike);
  expect(new Set(readIn).size).toBe(3);
});
