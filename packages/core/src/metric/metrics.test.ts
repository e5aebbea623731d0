import { Registry } from "prom-client";
import { beforeEach, describe, expect, test } from "vitest";
import { Counter } from "./counter.js";
import { Gauge } from "./gauge.js";
import { Histogram } from "./histogram.js";
import { Info } from "./info.js";
import { StateSet } from "./state-set.js";
import { Summary } from "./summary.js";

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const help = "Help.";

/** What prom-client itself exposes of our metrics. */
const exposed = async () => (await registry.metrics()).trim();

describe("in prom-client's registry", () => {
  test("a counter counts, and gets its _total", async () => {
    const counter = new Counter({ name: "jobs", help, registry, labelNames: ["kind"] });
    counter.labels({ kind: "a" }).inc();
    counter.labels({ kind: "a" }).inc(2);
    expect(await exposed()).toBe(
      '# HELP jobs_total Help.\n# TYPE jobs_total counter\njobs_total{kind="a"} 3',
    );
  });

  test("the names survive an OpenMetrics rendering by prom-client", async () => {
    new Counter({ name: "jobs", help, registry });
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    expect(await exposed()).toContain("jobs_total 0");
    registry.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
    expect(await exposed()).toContain("jobs_total 0");
  });

  test("a histogram counts each observation in all buckets above it", async () => {
    const histogram = new Histogram({ name: "h", help, registry, buckets: [1, 2] });
    for (const value of [0.5, 1, 1.5, 7]) histogram.observe(value);
    expect(await exposed()).toBe(
      '# HELP h Help.\n# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="2"} 3\n' +
        'h_bucket{le="+Inf"} 4\nh_sum 10\nh_count 4',
    );
  });

  test("a summary has count and sum, and quantiles when asked", async () => {
    const plain = new Summary({ name: "s", help, registry });
    const quantiles = new Summary({ name: "q", help, registry, percentiles: [0.5] });
    for (const value of [1, 2, 3]) {
      plain.observe(value);
      quantiles.observe(value);
    }
    const text = await exposed();
    expect(text).toContain("s_sum 6\ns_count 3");
    expect(text).toContain('q{quantile="0.5"} 2');
  });

  test("an info is a series of value 1, a state set one series per state", async () => {
    new Info({ name: "build", help, registry }).info({ version: "1.2" });
    const states = new StateSet({ name: "door", help, registry, states: ["open", "shut"] });
    states.state("shut");
    const text = await exposed();
    expect(text).toContain('build_info{version="1.2"} 1');
    expect(text).toContain('door{door="open"} 0\ndoor{door="shut"} 1');
  });

  test("a gauge goes up and down, or is read at the scrape", async () => {
    const gauge = new Gauge({ name: "g", help, registry });
    gauge.inc(5);
    gauge.dec();
    expect(await exposed()).toContain("g 4");
    gauge.setFunction(() => 42);
    expect(await exposed()).toContain("g 42");
  });
});

describe("label sets", () => {
  test("exist at 0 as soon as they are named", async () => {
    new Counter({ name: "c", help, registry, labelNames: ["a"] }).labels({ a: 1 });
    expect(await exposed()).toContain('c_total{a="1"} 0');
  });

  test("never imitate one another", async () => {
    const counter = new Counter({ name: "c", help, registry, labelNames: ["a", "b"] });
    counter.labels({ a: "x|y", b: "z" }).inc();
    counter.labels({ a: "x", b: "y|z" }).inc();
    counter.labels({ a: "1:x", b: "" }).inc();
    counter.labels({ a: "1", b: ":x" }).inc();
    expect([...counter.allSeries()].map((series) => series.value)).toEqual([1, 1, 1, 1]);
  });

  test.each([
    { given: "a missing label", values: {} },
    { given: "an unknown label", values: { a: 1, b: 2 } },
  ])("with $given are refused", ({ values }) => {
    const counter = new Counter({ name: "c", help, registry, labelNames: ["a"] });
    expect(() => counter.labels(values as { a: number })).toThrow(
      expect.objectContaining({ code: "RM_ERR_INVALID_LABEL" }),
    );
  });

  test("can be removed one by one, by some of their labels, or all", () => {
    const gauge = new Gauge({ name: "g", help, registry, labelNames: ["a", "b"] });
    const size = () => [...gauge.allSeries()].length;
    for (const a of [1, 2]) for (const b of [1, 2]) gauge.labels({ a, b });
    expect(gauge.remove({ a: 1, b: 1 })).toBe(true);
    expect(gauge.remove({ a: 1, b: 1 })).toBe(false);
    expect(gauge.removeBy({ a: 2 })).toBe(2);
    expect(size()).toBe(1);
    gauge.clear();
    expect(size()).toBe(0);
  });

  test("a removed histogram series does not write into its successor", async () => {
    const histogram = new Histogram({ name: "h", help, registry, labelNames: ["a"] });
    const old = histogram.labels({ a: "old" });
    histogram.remove({ a: "old" });
    const fresh = histogram.labels({ a: "fresh" });
    old.observe(1);
    expect(fresh.count).toBe(0);
  });

  test("beyond the limit fold into one series, the sum stays exact", () => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const counter = new Counter({
      name: "c",
      help,
      registry,
      labelNames: ["a"],
      maxSeries: 2,
      warn,
    });
    for (let a = 0; a < 10; a++) counter.labels({ a }).inc();
    expect([...counter.allSeries()].map((one) => [...one.labelValues, one.value])).toEqual([
      ["0", 1],
      ["1", 1],
      ["<overflow>", 8],
    ]);
    expect(counter.overflowed).toBe(8);
    expect(warnings).toHaveLength(1);
  });
});

describe("definitions", () => {
  test("the same again gives the metric that is there", () => {
    const options = { name: "c", help, registry, labelNames: ["a"] } as const;
    expect(new Counter(options)).toBe(new Counter(options));
  });

  test.each([
    {
      clash: "other labels",
      make: () => new Counter({ name: "c", help, registry, labelNames: ["b"] }),
    },
    { clash: "another type", make: () => new Gauge({ name: "c_total", help, registry }) },
    { clash: "a name its samples use", make: () => new Gauge({ name: "h_count", help, registry }) },
    {
      clash: "other buckets",
      make: () => new Histogram({ name: "h", help, registry, buckets: [1] }),
    },
    { clash: "samples of another's name", make: () => new Summary({ name: "x", help, registry }) },
  ])("with $clash name both", ({ make }) => {
    new Counter({ name: "c", help, registry, labelNames: ["a"] });
    new Histogram({ name: "h", help, registry });
    new Gauge({ name: "x_sum", help, registry });
    expect(make).toThrow(expect.objectContaining({ code: "RM_ERR_DUPLICATE_METRIC" }));
  });

  test.each([
    ["a b", [], "RM_ERR_INVALID_NAME"],
    ["", [], "RM_ERR_INVALID_NAME"],
    ["ok", ["__a"], "RM_ERR_INVALID_LABEL"],
    ["ok", ["a", "a"], "RM_ERR_INVALID_LABEL"],
    ["ok", ["le"], "RM_ERR_INVALID_LABEL"],
    ["ok", ["a-b"], "RM_ERR_INVALID_LABEL"],
  ])("%j with labels %j is refused", (name, labelNames, code) => {
    const make = () => new Histogram({ name, help, registry, labelNames });
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(registry.getMetricsAsArray()).toEqual([]);
  });

  test.each([[[]], [[2, 1]], [[1, 1]], [[Number.NaN]], [[Infinity]]])(
    "buckets %j are refused",
    (buckets) => {
      expect(() => new Histogram({ name: "h", help, registry, buckets })).toThrow(
        expect.objectContaining({ code: "RM_ERR_INVALID_BUCKETS" }),
      );
    },
  );

  test("name parts are joined, and the unit is not repeated", () => {
    const name = (options: object) =>
      new Counter({ help, registry: null, name: "b", ...options }).name;
    expect(name({ namespace: "a", unit: "bytes" })).toBe("a_b_bytes_total");
    expect(name({ name: "b_bytes_total", unit: "bytes" })).toBe("b_bytes_total");
  });
});

test("a counter refuses to go down, once and quietly", () => {
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const counter = new Counter({ name: "c", help, registry, warn });
  counter.inc(-1);
  counter.inc(Number.NaN);
  counter.inc();
  expect([...counter.allSeries()][0]?.value).toBe(1);
  expect(warnings).toHaveLength(1);
});

test("a histogram is native too when asked, with the same observations", async () => {
  const options = { name: "h", help, registry, nativeHistogram: true, buckets: [1] };
  const histogram = new Histogram(options);
  for (const value of [0.1, 0.1, 5]) histogram.observe(value);
  const family = await histogram.metricFamily();
  expect(family.series[0]).toMatchObject({
    histogram: { counts: [2, 1], count: 3, native: { schema: 3, positive: { counts: [2, 1] } } },
  });
});

test.each([{ value: -4 }, { value: 5e-324 }, { value: Number.POSITIVE_INFINITY }])(
  "an exemplar of $value has that value, though its native bucket is found by another",
  ({ value }) => {
    const histogram = new Histogram({
      name: "unusual_seconds",
      help: "Help.",
      registry: null,
      nativeHistogram: true,
    });
    histogram.observe(value, { trace_id: "7" });
    const { sum, exemplars } = histogram.series([]).snapshot();
    expect(sum).toBe(value);
    expect(exemplars?.find(Boolean)?.value).toBe(value);
  },
);
