import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseGoFloat } from "./parse-float.js";

const file = new URL("../../test/fixtures/golden-parsefloat.json", import.meta.url);
const reference = JSON.parse(readFileSync(file, "utf8")) as { s: string; out?: string }[];

test.each(reference)("reads $s as Go does", ({ s, out }) => {
  if (out === undefined) expect(() => parseGoFloat(s)).toThrow(/invalid syntax|out of range/);
  else expect(parseGoFloat(s)).toBe(Number(out.replace("Inf", "Infinity")));
});

test.each([
  ["0x1p-1074", 5e-324],
  ["0x1p-1075", 0],
  ["0x1.8p-1075", 5e-324],
  ["0x1.fffffffffffffp1023", Number.MAX_VALUE],
  ["0x20000000000001p0", 2 ** 53],
  ["0x20000000000003p0", 2 ** 53 + 4],
  ["-0x.8p1", -1],
])("rounds %s to the nearest double", (text, value) => {
  expect(parseGoFloat(text)).toBe(value);
});

test.each(["0x1p1024", "0x.p1", "0x1__0p1", `${"9".repeat(2000)}`, "0x1p99999999999"])(
  "refuses %s",
  (text) => {
    expect(() => parseGoFloat(text)).toThrow();
  },
);
