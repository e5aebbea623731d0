import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Checks } from "./coming-from-python/application.js";
import { defaultMetrics } from "./coming-from-python/default-metrics.js";
import { exposition } from "./coming-from-python/exposition.js";
import { FEATURES } from "./coming-from-python/features.js";
import { formats } from "./coming-from-python/formats.js";
import { functions } from "./coming-from-python/functions.js";
import { labels } from "./coming-from-python/labels.js";
import { metricsAndLabels } from "./coming-from-python/metrics-and-labels.js";
import { ownMetrics } from "./coming-from-python/own-metrics.js";
import { processes } from "./coming-from-python/processes.js";
import { registries } from "./coming-from-python/registries.js";
import { sending } from "./coming-from-python/sending.js";
import { setUp } from "./coming-from-python/set-up.js";

const CHECKS: Checks = {
  ...setUp,
  ...defaultMetrics,
  ...ownMetrics,
  ...labels,
  ...exposition,
  ...metricsAndLabels,
  ...registries,
  ...functions,
  ...formats,
  ...sending,
  ...processes,
};

/** One line of the tables: calls of Python, ours, and the differences. */
interface Line {
  readonly calls: readonly string[];
  readonly ours: string;
  readonly differences: string;
}

const code = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)]
    .map(([, text]) => text as string)
    .filter((text) => !text.startsWith("@routemetrics/"));

const page = readFileSync(new URL("coming-from-python.md", import.meta.url), "utf8");
const lines: readonly Line[] = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => line.split("|").map((cell) => cell.trim()))
  .map(([, python = "", ours = "", differences = ""]) => ({
    calls: code(python),
    ours,
    differences,
  }));

/** The features of a line: each of its calls belongs to one at least. */
const featuresOf = ({ calls }: Line): string[] =>
  Object.keys(FEATURES).filter((id) => FEATURES[id]?.calls.some((call) => calls.includes(call)));

test("the features are all there are, none twice and none left out", () => {
  const ids = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  expect(Object.keys(FEATURES)).toEqual([...ids("F", 64), ...ids("C", 50)]);
  expect(Object.keys(CHECKS).filter((id) => FEATURES[id] === undefined)).toEqual([]);
});

test.each(Object.entries(FEATURES))(
  "%s is on the page, and works or says why not",
  (id, { calls }) => {
    for (const call of calls) {
      const line = lines.find((one) => one.calls.includes(call));
      expect(line, `"${call}" is in no first column`).toBeDefined();
      if (CHECKS[id] !== undefined) continue;
      expect(line?.differences).toMatch(/^(no meaning|not offered): .{20,}/);
    }
  },
);

test.each(lines)("the line of $calls.0 is a feature, and ours is executed", (line) => {
  const known = new Set(featuresOf(line).flatMap((id) => FEATURES[id]?.calls ?? []));
  expect(line.calls.filter((call) => !known.has(call))).toEqual([]);
  const hasMeaning = !/^(no meaning|not offered): /.test(line.differences);
  expect(line.ours !== "" || !hasMeaning, "neither ours nor a reason").toBe(true);
  const executed = featuresOf(line)
    .map((id) => String(CHECKS[id] ?? ""))
    .join("\n");
  const words = new Set(code(line.ours).flatMap((text) => text.match(/[a-zA-Z_]\w+/g) ?? []));
  const missing = [...words].filter((word) => !SYNTAX.has(word) && !hasWord(executed, word));
  expect(missing, "on the page, but in no check").toEqual([]);
});

/** Words that a compiler writes in another way: of the language, types, what is imported as default. */
const SYNTAX: ReadonlySet<string> = new Set([
  ...["new", "await", "const", "using", "async"],
  ...["MetricFamily", "Request", "Response"],
  ...["app", "express"],
]);
const hasWord = (text: string, word: string): boolean => new RegExp(`\\b${word}\\b`).test(text);

describe("works", () => {
  test.each(Object.entries(CHECKS))("%s", async (_, check) => {
    await check();
  });
});
