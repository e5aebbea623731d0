import { expect, test } from "vitest";
import { type ParsedFamily, type ParsedSample, parseOpenMetrics } from "./parse-openmetrics.js";

function parse(text: string): (ParsedFamily | ParsedSample)[] {
  const parts: (ParsedFamily | ParsedSample)[] = [];
  const add = (part: ParsedFamily | ParsedSample) => parts.push(part);
  for (const _ of parseOpenMetrics(text, { family: add, sample: add }));
  return parts;
}

test("reads families, labels with escapes, values of every kind, times and exemplars", () => {
  const lines = [
    "# TYPE a counter",
    "# HELP a Some help.",
    'a_total{x="1,2}",y="say \\"hi\\"\\n\\\\"} 1e+21 1795341600.25 # {trace_id="t"} 1 1795341600',
    "# TYPE b gauge",
    "b NaN",
    "b{} -Inf -5",
  ];
  expect(parse(`${lines.join("\n")}\n# EOF\n`)).toEqual([
    { name: "a", type: "counter", help: "Some help.", unit: undefined },
    {
      name: "a_total",
      labels: [
        ["x", "1,2}"],
        ["y", 'say "hi"\n\\'],
      ],
      value: "1e+21",
      timestamp: 1795341600.25,
      line: lines[2],
    },
    { name: "b", type: "gauge", help: undefined, unit: undefined },
    { name: "b", labels: [], value: "NaN", timestamp: undefined, line: "b NaN" },
    { name: "b", labels: [], value: "-Inf", timestamp: -5, line: "b{} -Inf -5" },
  ]);
  expect(parse("# EOF\n")).toEqual([]);
});

test.each([
  { given: "nothing", text: "", says: /cut short/ },
  { given: "no end", text: "a 1 2\n", says: /cut short/ },
  { given: "half a line", text: "a 1 2\nb", says: /cut short/ },
  { given: "no line feed after the end", text: "a 1 2\n# EOF", says: /"# EOF"/ },
  { given: "two dumps in a row", text: "a 1 2\n# EOF\na 1 3\n# EOF\n", says: /line 2/ },
  { given: "a blank line", text: "a 1 2\n\n# EOF\n", says: /line 2/ },
  { given: "a comment", text: "# hello\n# EOF\n", says: /line 1/ },
  { given: "a web page", text: "<html>\n</html>\n", says: /line 1/ },
  { given: "a broken label", text: 'a{b="c} 1 2\n# EOF\n', says: /line 1/ },
  { given: "no value", text: "a one 2\n# EOF\n", says: /line 1.*a one 2/ },
])("refuses $given", ({ text, says }) => {
  expect(() => parse(text)).toThrow(says);
});
