import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { Counter, createMetrics, Gauge, Histogram, Info, StateSet, Summary } from "../index.js";

type Make = new (options: never) => object;
const help = "Help.";

test.each<{ wrong: string; Metric: Make; options: object; says: RegExp }>([
  {
    wrong: "an option of prom-client",
    Metric: Counter,
    options: { registers: [] },
    says: /"registers".*registry/,
  },
  { wrong: "a misspelt option", Metric: Gauge, options: { labelnames: [] }, says: /"labelnames"/ },
  {
    wrong: "an option of another kind of metric",
    Metric: Counter,
    options: { buckets: [1] },
    says: /"buckets"/,
  },
  { wrong: "a help that is no text", Metric: Gauge, options: { help: 1 }, says: /help/ },
  {
    wrong: "label names as one text",
    Metric: Counter,
    options: { labelNames: "a" },
    says: /labelNames.*"a"/,
  },
  {
    wrong: "a registry that is none",
    Metric: Counter,
    options: { registry: {} },
    says: /registry/,
  },
  { wrong: "a ttl below 0", Metric: Counter, options: { ttl: -1 }, says: /ttl is -1/ },
  { wrong: "a ttl as text", Metric: Counter, options: { ttl: "5" }, says: /ttl is "5"/ },
  { wrong: "no series", Metric: Counter, options: { maxSeries: 0 }, says: /maxSeries is 0/ },
  {
    wrong: "a limit that is no number",
    Metric: Counter,
    options: { maxSeries: Number.NaN },
    says: /maxSeries is NaN/,
  },
  {
    wrong: "an unknown aggregation",
    Metric: Gauge,
    options: { aggregation: "livesum" },
    says: /aggregation is "livesum".*perWorker/,
  },
  { wrong: "liveOnly as text", Metric: Gauge, options: { liveOnly: "no" }, says: /liveOnly/ },
  {
    wrong: "a percentile above 1",
    Metric: Summary,
    options: { percentiles: [0.5, 99] },
    says: /percentiles.*99/,
  },
  {
    wrong: "percentiles as text",
    Metric: Summary,
    options: { percentiles: "0.5" },
    says: /percentiles/,
  },
  { wrong: "an info with a unit", Metric: Info, options: { unit: "seconds" }, says: /unit/ },
  {
    wrong: "a state set with a unit",
    Metric: StateSet,
    options: { states: ["a"], unit: "seconds" },
    says: /unit/,
  },
  {
    wrong: "native buckets as text",
    Metric: Histogram,
    options: { nativeHistogram: "yes" },
    says: /nativeHistogram is "yes"/,
  },
])("$wrong is refused", ({ Metric, options, says }) => {
  const registry = new Registry();
  const make = () => new Metric({ name: "m", help, registry, ...options } as never);
  expect(make).toThrow(
    expect.objectContaining({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringMatching(says),
    }),
  );
  expect(registry.getMetricsAsArray()).toEqual([]);
});

test.each([[undefined], [null], ["text"]])("options %j are refused", (options) => {
  expect(() => new Counter(options as never)).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});

test("options that are undefined have their defaults", () => {
  const options = { name: "m", help, registry: null, ttl: undefined, maxSeries: undefined };
  expect(() => new Counter(options as never)).not.toThrow();
});

test.each([{ label: {} }, { labels: ["a"] }, { labels: 1 }, { initialValue: "no" }, null, "a"])(
  "the options %j of an instrument are refused",
  (options) => {
    const m = createMetrics({ registry: new Registry(), processMetrics: false });
    const refused = expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" });
    for (const kind of ["counter", "gauge", "histogram", "summary"] as const) {
      expect(() => m[kind]("a", "A.", options as never)).toThrow(refused);
    }
  },
);
