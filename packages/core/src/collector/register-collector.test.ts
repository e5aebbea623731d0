import { Registry } from "prom-client";
import { beforeEach, expect, test, vi } from "vitest";
import { gather } from "../exposition/gather.js";
import { renderText } from "../exposition/text.js";
import {
  type Collector,
  Gauge,
  type MetricFamily,
  registerCollector,
  targetInfo,
} from "../index.js";

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const gauge = (name: string, value: number, labels = {}): MetricFamily => ({
  name,
  type: "gauge",
  help: "Help.",
  series: [{ labels, value }],
});
const exposed = async (names?: string[]) =>
  String(renderText((await gather(registry, { ...(names && { names }) })).families));

test.each<{ kind: string; collect: Collector["collect"] }>([
  { kind: "an array", collect: () => [gauge("a", 1), gauge("b", 2)] },
  { kind: "a promise", collect: async () => [gauge("a", 1), gauge("b", 2)] },
  {
    kind: "a generator",
    *collect() {
      yield gauge("a", 1);
      yield gauge("b", 2);
    },
  },
  {
    kind: "an async generator",
    async *collect() {
      yield gauge("a", 1);
      yield gauge("b", 2);
    },
  },
])("a collector yields families as $kind", async ({ collect }) => {
  registerCollector({ collect }, registry);
  const text = await exposed();
  expect(text).toContain("# TYPE a gauge\na 1\n");
  expect(text).toContain("# TYPE b gauge\nb 2\n");
  expect(await registry.metrics()).toContain("a 1\nb 2\n");
});

test("a collector that fails leaves the other metrics alone", async () => {
  registerCollector({ collect: () => Promise.reject(new Error("database is down")) }, registry);
  registerCollector({ collect: () => [gauge("not a name", 1)] }, registry);
  registerCollector({ collect: () => [{ ...gauge("a", 1), series: [{} as never] }] }, registry);
  registerCollector({ collect: () => [gauge("well", 1)] }, registry);
  const { families, errors } = await gather(registry);
  expect(families.map(({ name }) => name)).toEqual(["well"]);
  expect(errors.map(({ metric }) => metric)).toEqual([
    "custom_collector_1",
    "custom_collector_2",
    "custom_collector_3",
  ]);
});

test.each<{ fault: string; type: string; value: object }>([
  { fault: "a histogram without counts", type: "histogram", value: { histogram: {} } },
  {
    fault: "a histogram with a count too few",
    type: "histogram",
    value: { histogram: { upperBounds: [1], counts: [1], sum: 1, count: 1 } },
  },
  {
    fault: "a histogram whose counts are texts",
    type: "histogram",
    value: { histogram: { upperBounds: [1], counts: ["1", "2"], sum: 1, count: 3 } },
  },
  {
    fault: "a histogram whose bounds do not ascend",
    type: "histogram",
    value: { histogram: { upperBounds: [2, 1], counts: [1, 1, 1], sum: 1, count: 3 } },
  },
  {
    fault: "a summary without quantiles",
    type: "summary",
    value: { summary: { count: 1, sum: 1 } },
  },
  {
    fault: "a summary whose sum is a text",
    type: "summary",
    value: { summary: { count: 1, sum: "1", quantiles: [] } },
  },
  { fault: "a series without labels", type: "gauge", value: { labels: undefined, value: 1 } },
  { fault: "a time that is a text", type: "gauge", value: { value: 1, timestamp: "now" } },
])("$fault leaves the other metrics alone", async ({ type, value }) => {
  const family = { name: "bad", type, help: "Help.", series: [{ labels: {}, ...value }] };
  registerCollector({ collect: () => [family as unknown as MetricFamily] }, registry);
  new Gauge({ name: "well", help: "Help.", registry });
  const { families, errors } = await gather(registry);
  expect(String(renderText(families))).toBe("# HELP well Help.\n# TYPE well gauge\nwell 0\n");
  expect(errors).toEqual([
    {
      metric: "custom_collector_1",
      error: expect.objectContaining({ code: "RM_ERR_INVALID_VALUE" }),
    },
  ]);
});

test("a collector that describes itself is asked only for its own families", async () => {
  const collect = vi.fn(() => [gauge("queue_length", 3), gauge("queue_age", 1)]);
  const describe = () => [gauge("queue_length", 0), gauge("queue_age", 0)];
  registerCollector({ describe, collect }, registry);
  new Gauge({ name: "other", help: "Help.", registry });
  expect(await exposed(["other"])).toContain("other 0");
  expect(collect).not.toHaveBeenCalled();
  expect(await exposed(["queue_length"])).toBe(
    "# HELP queue_length Help.\n# TYPE queue_length gauge\nqueue_length 3\n",
  );
  expect(() => registerCollector({ describe, collect: () => [] }, registry)).not.toThrow();
});

test("a described name that is taken is refused", () => {
  new Gauge({ name: "taken", help: "Help.", registry });
  const collector = { describe: () => [gauge("taken", 0)], collect: () => [] };
  expect(() => registerCollector(collector, registry)).toThrow(
    expect.objectContaining({ code: "RM_ERR_DUPLICATE_METRIC" }),
  );
  expect(() => registerCollector({} as Collector, registry)).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});

test("a collector is there once, until it is taken out", async () => {
  const collector = { collect: () => [gauge("a", 1)] };
  const remove = registerCollector(collector, registry);
  registerCollector(collector, registry);
  expect(registry.getMetricsAsArray()).toHaveLength(1);
  remove();
  expect(await exposed()).toBe("");
});

test("targetInfo describes the process, and can be replaced", async () => {
  targetInfo({ service_name: "shop" }, registry);
  targetInfo({ service_name: "shop", version: 2 }, registry);
  expect(await exposed()).toContain('target_info{service_name="shop",version="2"} 1');
});
