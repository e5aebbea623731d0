import { describe, expect, test } from "vitest";
import { parseExposition, sampleValue } from "./testing.js";

test("samples of the text format are read, comments and blank lines are not", () => {
  const text = `# HELP a A
# TYPE a gauge
a 1

a{} -2.5e-3
a{x="1",y="{\\"a\\\\b\\n}, #",} +Inf 1700000000000
a{ x = "é" }\tNaN
`;
  expect(parseExposition(text)).toEqual([
    { name: "a", labels: {}, value: 1 },
    { name: "a", labels: {}, value: -0.0025 },
    {
      name: "a",
      labels: { x: "1", y: '{"a\\b\n}, #' },
      value: Infinity,
      timestamp: 1_700_000_000_000,
    },
    { name: "a", labels: { x: "é" }, value: Number.NaN },
  ]);
});

test("exemplars of OpenMetrics are read", () => {
  const text = 'c_total{a="1"} 2 # {trace_id="x y"} 0.5 1.25\nc_total 1 10 # {} 3\n# EOF\n';
  expect(parseExposition(text)).toEqual([
    {
      name: "c_total",
      labels: { a: "1" },
      value: 2,
      exemplar: { labels: { trace_id: "x y" }, value: 0.5, timestamp: 1.25 },
    },
    { name: "c_total", labels: {}, value: 1, timestamp: 10, exemplar: { labels: {}, value: 3 } },
  ]);
});

test.each(["a", "a b", "{x=1} 1", 'a{x="1} 1', 'a{x="1"', "a 1 2 3", "1a 1", 'a{x="1"}'])(
  "%s is no sample",
  (line) => {
    expect(() => parseExposition(line)).toThrow(line);
  },
);

describe("sampleValue", () => {
  const text = 'r{path="/",status="200"} 3\nr{path="/",status="404"} 1\n';

  test.each([
    [{ status: 200 }, 3],
    [{ status: "404", path: "/" }, 1],
    [{ status: "500" }, undefined],
  ])("with the labels %o", (labels, value) => {
    expect(sampleValue(text, "r", labels)).toBe(value);
    expect(sampleValue(parseExposition(text), "r", labels)).toBe(value);
  });

  test("refuses to choose among several", () => {
    expect(() => sampleValue(text, "r", { path: "/" })).toThrow("2 samples of r match");
  });
});
