import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCommand } from "./command.js";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "dashboards-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test("writes all files and says which", async () => {
  const out = join(await folder(), "new", "of", "ours");
  const said = await runCommand(["--out", out, "--prefix", "shop", "--slo", "0.3"]);
  const names = (await readdir(out)).sort();
  expect(names).toEqual([
    "alert-rules.yaml",
    "metrics-health.json",
    "overview.json",
    "recording-rules.yaml",
    "routes.json",
    "runtime.json",
  ]);
  expect(said.trim().split("\n").sort()).toEqual(names.map((name) => join(out, name)));
  expect(await readFile(join(out, "overview.json"), "utf8")).toContain("shop_http_requests_total");
  expect(await readFile(join(out, "recording-rules.yaml"), "utf8")).toContain('le=\\"0.3\\"');
});

test.each([
  { file: "options.json", text: '{ "preset": "classic", "prefix": "json" }' },
  { file: "options.mjs", text: 'export const options = { preset: "classic", prefix: "json" };' },
  { file: "default.mjs", text: 'export default { preset: "classic", prefix: "json" };' },
  { file: "options.cjs", text: 'exports.options = { preset: "classic", prefix: "json" };' },
])("reads the options of the metrics from $file", async ({ file, text }) => {
  const out = await folder();
  await writeFile(join(out, file), text);
  await runCommand(["--config", join(out, file), "--out", out]);
  const dashboard = await readFile(join(out, "overview.json"), "utf8");
  expect(dashboard).toContain("json_http_requests_total");
  expect(dashboard).toContain("status_code");
});

test.each([
  { args: ["--preset", "nothing"], problem: /preset/ },
  { args: ["--slo", "fast"], problem: /slo/ },
  { args: ["--histograms", "both"], problem: /classic or native/ },
  { args: ["--availability", "100"], problem: /objective\.availability is 100/ },
  { args: ["--unknown"], problem: /--unknown/ },
])("refuses $args", async ({ args, problem }) => {
  await expect(runCommand([...args, "--out", await folder()])).rejects.toThrow(problem);
});

test.runIf(existsSync("/proc/self"))("says so where no folder can be made", async () => {
  await expect(runCommand(["--out", "/proc/dashboards/of/ours"])).rejects.toThrow(/ENOENT.*\/proc/);
});

test("explains itself", async () => {
  expect(await runCommand(["--help"])).toMatch(/^Usage: routemetrics-dashboards/);
});
