import { describe, expect, test } from "vitest";
import type { MetricFamily, ValueFamily } from "../metric-family.js";
import type { Block } from "./block.js";
import { exposeFamilies } from "./exposed-family.js";
import type { Format } from "./format.js";
import { renderOpenMetrics } from "./openmetrics.js";
import { renderProtobuf } from "./protobuf.js";
import { renderBlocks } from "./render.js";
import { renderText } from "./text.js";

const value = (
  name: string,
  type: ValueFamily["type"],
  more: Partial<ValueFamily> = {},
): MetricFamily => ({
  name,
  help: "H",
  type,
  series: [{ labels: {}, value: 1, created: 1700000000.5 }],
  ...more,
});

const histogram: MetricFamily = {
  name: "h_seconds",
  help: 'A "b" \\ c\nd',
  type: "histogram",
  unit: "seconds",
  series: [
    {
      labels: { path: 'a"b\\c\nd' },
      created: 1700000000.5,
      histogram: {
        upperBounds: [0.5, 1],
        counts: [1, 2, 3],
        sum: 20.25,
        count: 6,
        exemplars: [
          undefined,
          { labels: { id: "x" }, value: 0.75, timestamp: 1.5 },
          { labels: {}, value: 9 },
        ],
      },
    },
  ],
};

test("no families: an empty text, the end of OpenMetrics, no bytes", () => {
  expect(renderText([])).toBe("");
  expect(renderOpenMetrics([])).toBe("# EOF\n");
  expect(renderProtobuf([])).toHaveLength(0);
});

test("a histogram in text has neither exemplars nor created times", () => {
  expect(renderText([histogram])).toBe(String.raw`# HELP h_seconds A "b" \\ c\nd
# TYPE h_seconds histogram
h_seconds_bucket{path="a\"b\\c\nd",le="0.5"} 1
h_seconds_bucket{path="a\"b\\c\nd",le="1"} 3
h_seconds_bucket{path="a\"b\\c\nd",le="+Inf"} 6
h_seconds_sum{path="a\"b\\c\nd"} 20.25
h_seconds_count{path="a\"b\\c\nd"} 6
`);
});

test("a histogram in OpenMetrics has its unit, exemplars and canonical bounds", () => {
  expect(
    renderOpenMetrics([histogram], { created: true }),
  ).toBe(String.raw`# TYPE h_seconds histogram
# UNIT h_seconds seconds
# HELP h_seconds A \"b\" \\ c\nd
h_seconds_bucket{path="a\"b\\c\nd",le="0.5"} 1
h_seconds_bucket{path="a\"b\\c\nd",le="1.0"} 3 # {id="x"} 0.75 1.5
h_seconds_bucket{path="a\"b\\c\nd",le="+Inf"} 6 # {} 9
h_seconds_sum{path="a\"b\\c\nd"} 20.25
h_seconds_count{path="a\"b\\c\nd"} 6
h_seconds_created{path="a\"b\\c\nd"} 1700000000.5
# EOF
`);
});

describe("names and types", () => {
  test.each([
    ["counter", "c_total", "c_total counter", "c counter", "c_total"],
    ["counter", "c", "c counter", "c unknown", "c"],
    ["gauge", "g_total", "g_total gauge", "g_total gauge", "g_total"],
    ["unknown", "u", "u untyped", "u unknown", "u"],
    ["info", "x_info", "x_info gauge", "x info", "x_info"],
    ["info", "x", "x gauge", "x gauge", "x"],
  ] as const)("a %s %s", (type, name, text, openMetrics, sample) => {
    const family = value(name, type);
    expect(renderText([family])).toBe(
      `# HELP ${text.split(" ")[0]} H\n# TYPE ${text}\n${sample} 1\n`,
    );
    const rendered = renderOpenMetrics([family]);
    expect(rendered).toContain(`# TYPE ${openMetrics}\n`);
    expect(rendered).toContain(`\n${sample} 1\n# EOF\n`);
  });

  test("a unit the name does not end with is not written", () => {
    expect(renderOpenMetrics([value("g", "gauge", { unit: "bytes" })])).not.toContain("UNIT");
    expect(renderOpenMetrics([value("c_bytes_total", "counter", { unit: "bytes" })])).toContain(
      "# UNIT c_bytes bytes\n",
    );
  });

  test("times are milliseconds in text and seconds in OpenMetrics", () => {
    const family = value("g", "gauge", { series: [{ labels: {}, value: 1, timestamp: 1.5 }] });
    expect(renderText([family])).toContain("\ng 1 1500\n");
    expect(renderOpenMetrics([family])).toContain("\ng 1 1.5\n");
  });
});

describe("values", () => {
  test.each([
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "+Inf"],
    [Number.NEGATIVE_INFINITY, "-Inf"],
    [-0, "0"],
    [0, "0"],
    [9, "9"],
    [10, "10"],
    [999_999_999, "999999999"],
    [1_000_000_000, "1000000000"],
    [-5, "-5"],
    [0.1, "0.1"],
    [1e21, "1e+21"],
    [5e-324, "5e-324"],
  ])("%d", (number, text) => {
    const family = value("g", "gauge", { series: [{ labels: {}, value: number }] });
    expect(renderText([family])).toContain(`\ng ${text}\n`);
  });

  test.each([
    [0, "0.0"],
    [1, "1.0"],
    [0.005, "0.005"],
    [0.0001, "0.0001"],
    [0.00001, "1e-05"],
    [100_000, "100000.0"],
    [1_000_000, "1e+06"],
    [1_234_567.5, "1.2345675e+06"],
    [1e21, "1e+21"],
    [-2.5, "-2.5"],
  ])("the bound %d in OpenMetrics", (bound, text) => {
    const family: MetricFamily = {
      name: "h",
      help: "",
      type: "histogram",
      series: [
        { labels: {}, histogram: { upperBounds: [bound], counts: [0, 0], sum: 0, count: 0 } },
      ],
    };
    expect(renderOpenMetrics([family])).toContain(`h_bucket{le="${text}"} 0\n`);
  });

  test("sums that may fall are left out of OpenMetrics, which forbids them", () => {
    const negative: MetricFamily = {
      name: "h",
      help: "",
      type: "histogram",
      series: [{ labels: {}, histogram: { upperBounds: [1], counts: [1, 0], sum: -3, count: 1 } }],
    };
    expect(renderText([negative])).toContain("h_sum -3\nh_count 1\n");
    expect(renderOpenMetrics([negative])).not.toMatch(/h_sum|h_count/);
  });

  test("exemplars with more than 128 characters are left out", () => {
    const exemplar = (length: number) => ({ labels: { id: "x".repeat(length) }, value: 1 });
    const family = (length: number) =>
      value("c_total", "counter", {
        series: [{ labels: {}, value: 1, exemplar: exemplar(length) }],
      });
    expect(renderOpenMetrics([family(126)])).toContain("# {id=");
    expect(renderOpenMetrics([family(127)])).not.toContain("# {id=");
  });
});

describe("clashes of names", () => {
  const types = (families: MetricFamily[], format: Format) => {
    const { exposed, clashes } = exposeFamilies(families, format);
    return [
      exposed.map(({ name, type }) => `${name} ${type}`),
      clashes.map(({ metric }) => metric),
    ];
  };

  test("a counter whose family name is taken is exposed under its whole name", () => {
    const families = [value("a", "gauge"), value("a_total", "counter"), value("a_info", "info")];
    expect(types(families, "openmetrics")).toEqual([
      ["a gauge", "a_total unknown", "a_info gauge"],
      [],
    ]);
    expect(types(families, "text")).toEqual([["a gauge", "a_total counter", "a_info info"], []]);
    expect(types(families.toReversed(), "openmetrics")).toEqual([
      ["a_info gauge", "a_total unknown", "a gauge"],
      [],
    ]);
  });

  test.each(["text", "openmetrics", "protobuf"] as const)(
    "in %s a metric named like a sample of an earlier one is left out",
    (format) => {
      const families = [histogram, value("h_seconds_count", "gauge"), value("b", "gauge")];
      expect(types(families, format)).toEqual([
        ["h_seconds histogram", "b gauge"],
        ["h_seconds_count"],
      ]);
    },
  );
});

test.each(["text", "openmetrics", "protobuf"] as const)(
  "chunks of %s join to the whole",
  async (format) => {
    const series = Array.from({ length: 8000 }, (_, i) => ({
      labels: { i: `${"é".repeat(20)}${i}` },
      value: i,
    }));
    const families = [
      value("a", "gauge", { series }),
      histogram,
      value("b_total", "counter", { series }),
    ];
    const chunks = await collect(renderBlocks(exposeFamilies(families, format).exposed, format));
    const whole = { text: renderText, openmetrics: renderOpenMetrics, protobuf: renderProtobuf }[
      format
    ](families);
    expect(Buffer.concat(chunks).equals(Buffer.from(whole))).toBe(true);
    expect(chunks.length).toBeGreaterThan(1);
  },
);

async function collect(blocks: AsyncIterable<readonly Block[]>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const some of blocks) all.push(...some.map(({ bytes }) => bytes));
  return all;
}
