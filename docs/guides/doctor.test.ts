import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runDoctor, USAGE } from "../../packages/core/src/doctor/command.js";
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

test("doctor.md shows what the command says", async () => {
  const folder = mkdtempSync(join(tmpdir(), "doctor-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "metrics.txt");
  const name = "http_request_duration_seconds";
  const bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, "+Inf"];
  const lines = Array.from({ length: 30 }, (_, user) => `path="/users/${user}"`).flatMap((path) => [
    ...bounds.map((le, index) => `${name}_bucket{${path},le="${le}"} ${Math.min(index, 1)}`),
    `${name}_sum{${path}} 0.008`,
    `${name}_count{${path}} 1`,
  ]);
  writeFileSync(
    file,
    [`# HELP ${name} Time.`, `# TYPE ${name} histogram`, ...lines, ""].join("\n"),
  );
  const { output } = await runDoctor([file]);
  expect(page).toContain(`\`\`\`\n${output.trim()}\n\`\`\`\n`);
});
