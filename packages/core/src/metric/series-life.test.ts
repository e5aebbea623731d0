import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Counter, Gauge, Histogram, Info, StateSet, Summary } from "../index.js";

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const help = "Help.";
const sizeOf = (family: { allSeries(): Iterable<unknown> }) => [...family.allSeries()].length;

describe("series with a ttl", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("are removed when they did not change for that long", async () => {
    const counter = new Counter({ name: "c", help, registry, labelNames: ["a"], ttl: 60 });
    counter.labels({ a: "busy" }).inc();
    counter.labels({ a: "idle" }).inc();
    for (let minute = 0; minute < 3; minute++) {
      await counter.metricFamily();
      vi.advanceTimersByTime(40_000);
      counter.labels({ a: "busy" }).inc();
    }
    await counter.metricFamily();
    expect([...counter.allSeries()].map(({ labelValues }) => labelValues)).toEqual([["busy"]]);
  });

  test("stay when the clock is set", async () => {
    const counter = new Counter({ name: "c", help, registry, labelNames: ["a"], ttl: 60 });
    counter.labels({ a: "x" }).inc();
    for (const hours of [0, 6, -6]) {
      vi.setSystemTime(Date.now() + hours * 3_600_000);
      await counter.metricFamily();
    }
    expect(sizeOf(counter)).toBe(1);
    vi.advanceTimersByTime(61_000);
    await counter.metricFamily();
    expect(sizeOf(counter)).toBe(0);
  });

  test("stay while a gauge reads them at each scrape", async () => {
    const gauge = new Gauge({ name: "g", help, registry, labelNames: ["a"], ttl: 60 });
    gauge.labels({ a: 1 }).setFunction(() => 7);
    for (let minute = 0; minute < 5; minute++) {
      vi.advanceTimersByTime(40_000);
      await gauge.metricFamily();
    }
    expect(sizeOf(gauge)).toBe(1);
  });

  test("stay when a state or facts are set again", async () => {
    const states = ["open", "shut"];
    const door = new StateSet({ name: "door", help, registry, labelNames: ["a"], states, ttl: 60 });
    const facts = new Info({ name: "facts", help, registry, labelNames: ["a"], ttl: 60 });
    for (let minute = 0; minute < 3; minute++) {
      door.labels({ a: 1 }).state(minute % 2 === 0 ? "open" : "shut");
      facts.labels({ a: 1 }).info({ minute });
      await Promise.all([door.metricFamily(), facts.metricFamily()]);
      vi.advanceTimersByTime(40_000);
    }
    await Promise.all([door.metricFamily(), facts.metricFamily()]);
    expect([sizeOf(door), sizeOf(facts)]).toEqual([1, 1]);
    vi.advanceTimersByTime(61_000);
    await Promise.all([door.metricFamily(), facts.metricFamily()]);
    expect([sizeOf(door), sizeOf(facts)]).toEqual([0, 0]);
  });

  test("come back when a kept wrapper records again", async () => {
    const summary = new Summary({ name: "s", help, registry, labelNames: ["a"], ttl: 60 });
    const timed = summary.labels({ a: 1 }).time(() => 1);
    await summary.metricFamily();
    vi.advanceTimersByTime(100_000);
    await summary.metricFamily();
    vi.advanceTimersByTime(100_000);
    await summary.metricFamily();
    expect(sizeOf(summary)).toBe(0);
    timed();
    expect(summary.labels({ a: 1 }).count).toBe(1);
  });
});

describe("removing series", () => {
  test("by an unknown label is refused, by no label does nothing", () => {
    const gauge = new Gauge({ name: "g", help, registry, labelNames: ["a"] });
    gauge.labels({ a: 1 });
    expect(() => gauge.removeBy({ b: 1 } as never)).toThrow(
      expect.objectContaining({ code: "RM_ERR_INVALID_LABEL" }),
    );
    expect(gauge.removeBy({})).toBe(0);
    expect(gauge.removeBy({ a: 2 })).toBe(0);
    expect(sizeOf(gauge)).toBe(1);
  });

  test.each([
    ["counter", () => new Counter({ name: "m", help, registry }), "m_total 0"],
    ["gauge", () => new Gauge({ name: "m", help, registry }), "m 0"],
    ["summary", () => new Summary({ name: "m", help, registry }), "m_count 0"],
    ["histogram", () => new Histogram({ name: "m", help, registry }), "m_count 0"],
    ["info", () => new Info({ name: "m", help, registry }), "m_info 1"],
    ["state set", () => new StateSet({ name: "m", help, registry, states: ["a"] }), 'm{m="a"} 1'],
  ])("a %s without labels starts anew after clear", async (_, make, line) => {
    make().clear();
    expect(await registry.metrics()).toContain(line);
  });
});

describe("gauges that are read at the scrape", () => {
  test("have a function per series, which reset does not take away", async () => {
    const gauge = new Gauge({ name: "g", help, registry, labelNames: ["a"] });
    let length = 1;
    gauge.labels({ a: "x" }).setFunction(() => length);
    gauge.labels({ a: "y" }).set(5);
    length = 3;
    gauge.labels({ a: "x" }).set(99);
    gauge.reset();
    const text = await registry.metrics();
    expect(text).toContain('g{a="x"} 3');
    expect(text).toContain('g{a="y"} 0');
  });
});

describe("refused", () => {
  const refusal = (code: string) => expect.objectContaining({ code });

  test("an info with a unit, with labels it has already, or that begin with __", () => {
    expect(() => new Info({ name: "i", help, registry, unit: "seconds" } as never)).toThrow(
      refusal("RM_ERR_INVALID_OPTION"),
    );
    const info = new Info({ name: "i", help, registry, labelNames: ["a"] });
    const series = info.labels({ a: 1 });
    expect(() => series.info({ a: 2 })).toThrow(refusal("RM_ERR_INVALID_LABEL"));
    expect(() => series.info({ __b: 2 })).toThrow(refusal("RM_ERR_INVALID_LABEL"));
  });

  test("a state set without states, with an unknown one, or with a label of its own name", () => {
    const make = (states: string[], labelNames: string[] = []) =>
      new StateSet({ name: "door", help, registry, states, labelNames });
    expect(() => make([])).toThrow(refusal("RM_ERR_INVALID_OPTION"));
    expect(() => make(["a", "a"])).toThrow(refusal("RM_ERR_INVALID_OPTION"));
    expect(() => make(["a"], ["door"])).toThrow(refusal("RM_ERR_INVALID_LABEL"));
    expect(registry.getMetricsAsArray()).toEqual([]);
    expect(() => make(["a"]).state("b")).toThrow(refusal("RM_ERR_INVALID_VALUE"));
  });

  test("a value without labels on a metric that has them", () => {
    const counter = new Counter({ name: "c", help, registry, labelNames: ["a"] });
    expect(() => counter.inc()).toThrow(refusal("RM_ERR_INVALID_USE"));
    expect(() => counter.countExceptions(() => {})).toThrow(refusal("RM_ERR_INVALID_USE"));
  });

  test("a summary with the label quantile", () => {
    const make = () => new Summary({ name: "s", help, registry, labelNames: ["quantile"] });
    expect(make).toThrow(refusal("RM_ERR_INVALID_LABEL"));
  });
});

test("label values are text; undefined, null and lone surrogates do not break a scrape", async () => {
  const counter = new Counter({ name: "c", help, registry, labelNames: ["a"] });
  for (const a of [1, true, null, undefined, "\ud800", 'quo"te']) counter.labels({ a }).inc();
  expect([...counter.allSeries()].map((one) => [one.labelValues[0], one.value])).toEqual([
    ["1", 1],
    ["true", 1],
    ["", 2],
    ["\ufffd", 1],
    ['quo"te', 1],
  ]);
});

test("an exemplar is kept per bucket, unless it is longer than 128 characters", () => {
  const histogram = new Histogram({ name: "h", help, registry: null, buckets: [1, 2] });
  histogram.observe(0.5, { trace_id: "a" });
  histogram.observe(1.5, { trace_id: "b" });
  histogram.observe(1.6, { trace_id: "c".repeat(121) });
  const [series] = [...histogram.allSeries()];
  expect(series?.snapshot().exemplars).toEqual([
    expect.objectContaining({ labels: { trace_id: "a" }, value: 0.5 }),
    expect.objectContaining({ labels: { trace_id: "b" }, value: 1.5 }),
    undefined,
  ]);
});

test.each([0, 24, 25, 400, -400])("a series knows when it began, %i days on", (days) => {
  vi.useFakeTimers();
  vi.setSystemTime(Date.now() + days * 86_400_000);
  const counter = new Counter({ name: "c", help, registry, labelNames: ["a"] });
  const { created } = counter.labels({ a: "1" });
  const now = Date.now() / 1000;
  vi.useRealTimers();
  expect(created).toBe(now);
});
