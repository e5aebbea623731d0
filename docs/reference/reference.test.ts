import { readdirSync, readFileSync } from "node:fs";
import { createMetrics } from "@routemetrics/core";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { PRESETS, type PresetName } from "../../packages/core/src/http/presets.js";
import { OPTION_RULES } from "../../packages/core/src/options/check-options.js";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
/** The cells of all table rows whose first cell is code; formatters may pad them. */
const rows = (text: string): string[][] =>
  text
    .split("\n")
    .filter((line) => /^\|\s*`/.test(line))
    .map((line) => line.split("|").slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .map(([first, ...rest]) => [first?.replaceAll("`", "") as string, ...rest]);

test("errors.md lists exactly the codes", () => {
  const source = read("../../packages/core/src/errors.ts");
  const codes = [...source.matchAll(/"(RM_ERR_\w+)"/g)].map(([, code]) => code);
  expect(rows(read("errors.md")).map(([code]) => code)).toEqual(codes);
});

test("options.md lists exactly the options, and what they accept", () => {
  const documented = rows(read("options.md")).map(([name, , accepts]) => [name, accepts]);
  const rules = Object.entries(OPTION_RULES).map(([name, { accepts }]) => [name, accepts]);
  const withoutPreset = (pairs: unknown[][]) => pairs.filter(([name]) => name !== "preset");
  expect(withoutPreset(documented)).toEqual(withoutPreset(rules));
});

test("metrics.md lists exactly the metrics, with type and labels", () => {
  const track = { requestSize: true, responseSize: true, timeToFirstByte: true };
  const exposed = metricsOf({ track }).map(({ name, type, labelNames }) => [
    name,
    type,
    type === "info" ? "`version`" : labelNames.map((label) => `\`${label}\``).join(", "),
  ]);
  const [defaults] = read("metrics.md").split("## Other presets");
  expect(rows(defaults as string).sort()).toEqual(exposed.sort());
});

test("metrics.md lists what each other preset has", () => {
  const presets = Object.entries(PRESETS).filter(([preset]) => preset !== "default");
  const code = (texts: readonly (string | number)[]) =>
    texts.map((text) => `\`${text}\``).join(", ");
  const named = presets.map(([preset, { duration, unmatched, leftOut }]) => [
    preset,
    code(
      metricsOf({ preset: preset as PresetName })
        .map(({ name }) => name)
        .filter((name) => !name.startsWith("routemetrics_")),
    ),
    code(Object.keys(duration.labels)),
    leftOut?.unmatched ? "no record" : unmatched === "" ? "empty" : code([unmatched]),
  ]);
  const bounds = presets.map(([preset, { buckets }]) => [preset, buckets.join(", ")]);
  const [, others] = read("metrics.md").split("## Other presets");
  expect(rows(others as string)).toEqual([...named, ...bounds]);
});

test("each case is held by a test of the conformance kit", () => {
  const folder = new URL("../../packages/conformance/src/cases/", import.meta.url);
  const kit = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const names = kit.flatMap((source) =>
    [...source.matchAll(/^ {2,4}(?:test\(|\]\)\(|test\.each\(.*\)\(|)\s*["`](.+)["`],/gm)].map(
      ([, name]) => name,
    ),
  );
  const [held] = read("cases.md").split("## Where frameworks differ");
  const tests = (held as string)
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").at(-2)?.trim())
    .filter((cell) => cell !== "test" && !/^-+$/.test(cell as string));
  expect(tests.length).toBeGreaterThan(40);
  expect(tests.filter((name) => !names.includes(name))).toEqual([]);
});

function metricsOf(options: Parameters<typeof createMetrics>[0]) {
  const registry = new Registry();
  createMetrics({ ...options, registry, processMetrics: false });
  return registry.getMetricsAsArray() as unknown as {
    name: string;
    type: string;
    labelNames: string[];
  }[];
}
