// Time until a process has imported a library and made its metrics, and what that adds to its memory.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { interleave, isQuick } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const registry = "registry: new Registry(), processMetrics: false";
const fromPromClient = 'import promClient from "prom-client"; const { Registry } = promClient;';
const programs = {
  "node alone": "",
  "node alone again (A/A)": "",
  "prom-client": `${fromPromClient} new Registry();`,
  "ours, core": `${fromPromClient} import { createMetrics } from "@routemetrics/core"; createMetrics({ ${registry} });`,
  "ours, Express": `${fromPromClient} import { metrics } from "@routemetrics/express"; metrics({ ${registry} });`,
  "ours, Fastify": `${fromPromClient} import { createMetrics } from "@routemetrics/fastify"; createMetrics({ ${registry} });`,
  "@prometheus-io/client": 'import "@prometheus-io/client";',
  "express-prom-bundle": 'import bundle from "express-prom-bundle"; bundle({ includePath: true });',
  "fastify-metrics": 'import "fastify-metrics";',
  "swagger-stats": 'import stats from "swagger-stats"; stats.getMiddleware({});',
  OpenTelemetry:
    'import { startOpenTelemetry } from "./lib/open-telemetry.mjs"; startOpenTelemetry();',
};

const cwd = fileURLToPath(new URL("..", import.meta.url));
const measure = `const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpu: user + system, memory: process.memoryUsage().heapUsed })); process.exit();`;
const memory = {};

function start(name) {
  const program = `${programs[name]}\n${measure}`;
  const args = ["--input-type=module", "--eval", program];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd });
  if (status !== 0) return Number.NaN;
  const result = JSON.parse(stdout.toString().trim().split("\n").at(-1));
  memory[name] = result.memory;
  return result.cpu;
}

const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, () => start(name)]));
const results = await interleave(runs, { rounds: isQuick ? 3 : 9, warmUp: 1 });
const base = results["node alone"].median;
const rows = Object.entries(results).map(([name, { median, spread }]) => [
  name,
  (median / 1000).toFixed(0),
  `±${spread.toFixed(0)} %`,
  ((median - base) / 1000).toFixed(0),
  ((memory[name] - memory["node alone"]) / 2 ** 20).toFixed(1),
]);
console.log(
  JSON.stringify({
    title: "Start-up",
    note: `CPU time of a process that imports a library, makes its metrics and ends, on Node ${process.versions.node}.`,
    table: table(["", "ms", "spread", "ms added", "MiB added"], rows),
    budgets: [],
  }),
);
