import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { USAGE } from "../../packages/core/src/doctor/command.js";
import { FINDINGS } from "../../packages/core/src/doctor/finding.js";

const page = readFileSync(new URL("doctor.md", import.meta.url), "utf8");

test("doctor.md lists exactly the findings, with their severity", () => {
  const rows = [...page.matchAll(/^\| `(?<code>[a-z-]+)` +\| (?<severity>error|warning|info) /gm)];
  const documented = rows.map(({ groups }) => [groups?.code, groups?.severity]);
  expect(documented).toEqual(
    Object.entries(FINDINGS).map(([code, { severity }]) => [code, severity]),
  );
});

test("doctor.md lists exactly the options of the command", () => {
  const options = (text: string, pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, name]) => name);
  expect(options(page, /^\| `(--\w+)/gm)).toEqual(options(USAGE, /^ {2}(--\w+)/gm));
});
