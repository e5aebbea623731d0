import { Registry } from "prom-client";
import { beforeEach, describe, expect, test } from "vitest";
import { renderText } from "../exposition/text.js";
import { Counter, Gauge, gather, Histogram, Summary } from "../index.js";

let registry: Registry;
let warnings: string[];
beforeEach(() => {
  registry = new Registry();
  warnings = [];
});
const make = () => ({
  name: "m",
  help: "Help.",
  registry,
  warn: (message: string) => warnings.push(message),
});
const lines = async () =>
  String(renderText((await gather(registry)).families))
    .split("\n")
    .filter((line) => line.startsWith("m"));

describe.each([
  { value: "3" },
  { value: undefined },
  { value: null },
  { value: {} },
  { value: Object.create(null) },
  { value: Symbol("s") },
  { value: 5n },
  { value: [1] },
])("$value instead of a number", ({ value }) => {
  const wrong = value as never;

  test("leaves a gauge as it was, with one warning", async () => {
    const gauge = new Gauge(make());
    gauge.set(7);
    gauge.set(wrong);
    if (value !== undefined) {
      gauge.inc(wrong);
      gauge.dec(wrong);
    }
    expect(await lines()).toEqual(["m 7"]);
    expect(warnings).toEqual([expect.stringMatching(/^m\.set\(.*\) is ignored/)]);
  });

  test("is not counted, and not observed", async () => {
    if (value !== undefined) {
      const counter = new Counter({ ...make(), name: "m_c" });
      counter.inc(wrong);
    }
    new Summary({ ...make(), name: "m_s" }).observe(wrong);
    new Histogram({ ...make(), name: "m_h", buckets: [1], nativeHistogram: true }).observe(wrong);
    expect((await lines()).filter((line) => !line.endsWith(" 0"))).toEqual([]);
    expect(warnings).toHaveLength(value === undefined ? 2 : 3);
  });
});

test("numbers that are no usual ones are exposed as they are", async () => {
  for (const [name, value] of Object.entries({ m_a: Infinity, m_b: -Infinity, m_c: Number.NaN })) {
    new Gauge({ ...make(), name }).set(value);
  }
  expect(await lines()).toEqual(["m_a +Inf", "m_b -Inf", "m_c NaN"]);
});

test.each([
  { what: "nothing", read: () => undefined },
  { what: "a text", read: () => "5" },
  { what: "a promise", read: async () => 5 },
])("a function of a gauge that gives $what costs that gauge only", async ({ read }) => {
  new Gauge(make()).setFunction(read as never);
  new Gauge({ ...make(), name: "other" }).set(1);
  const { families, errors } = await gather(registry);
  expect(families.map(({ name }) => name)).toEqual(["other"]);
  expect(errors).toEqual([
    { metric: "m", error: expect.objectContaining({ message: expect.stringMatching(/number/) }) },
  ]);
});

test("what is no function cannot be read by a gauge", () => {
  const gauge = new Gauge(make());
  const refused = expect.objectContaining({ code: "RM_ERR_INVALID_USE" });
  expect(() => gauge.setFunction(5 as never)).toThrow(refused);
  expect(() => gauge.setFunction(undefined as never)).toThrow(refused);
});

test.each([[undefined], [null], ["text"], [7]])("labels(%j) is refused by name", (values) => {
  const counter = new Counter({ ...make(), labelNames: ["a"] });
  const refused = expect.objectContaining({ code: "RM_ERR_INVALID_LABEL" });
  expect(() => counter.labels(values as never)).toThrow(refused);
  expect(() => counter.remove(values as never)).toThrow(refused);
  expect(() => counter.removeBy(values as never)).toThrow(refused);
});
