// Measures everything and writes docs/benchmarks.md and the figures of docs/performance.md. Build first.
//   node run.mjs [--quick] [scenario…]     only these scenarios; the others keep their last results
// With --quick it only prints: so short a run is too noisy to be kept. A scenario that fails keeps
// its last results too; the others go on, and the end is not 0.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "../scripts/node-versions.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const resultsFile = path("results.json");
const NODE_22 = "22.23.3";

/** Some rivals need Node 22: where they take part, all run on that one. */
const scenarios = {
  recording: process.version,
  memory: process.version,
  kept: process.version,
  growth: process.version,
  instructions: process.version,
  "requests-fastify": NODE_22,
  "requests-express": NODE_22,
  "floor-express": NODE_22,
  options: process.version,
  scrape: process.version,
  processes: process.version,
  "group-recording": process.version,
  "start-up": NODE_22,
};

const args = process.argv.slice(2);
const isQuick = args.includes("--quick");
const chosen = args.filter((arg) => arg !== "--quick");
const unknown = chosen.find((scenario) => !(scenario in scenarios));
if (unknown !== undefined) {
  throw new Error(`There is no scenario ${unknown}, only ${Object.keys(scenarios).join(", ")}.`);
}

/** A scenario that hangs must not hold the others up. */
const TIME_LIMIT = 20 * 60_000;

const results = JSON.parse(readFileSync(resultsFile, "utf8"));
const failed = [];
for (const scenario of chosen.length > 0 ? chosen : Object.keys(scenarios)) {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  try {
    results[scenario] = measure(scenario);
    console.log(`\n${section(results[scenario])}\n(${scenario}: ${seconds()})`);
    if (!isQuick) writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);
  } catch (error) {
    failed.push(scenario);
    console.error(`\nThe scenario ${scenario} failed after ${seconds()}: ${error.message}`);
  }
}
if (!isQuick) writeDocs();
console.log(`\nAll of it: ${(performance.now() / 1000).toFixed(0)} s`);
if (failed.length > 0) {
  console.error(`Failed, with the results of an earlier run kept: ${failed.join(", ")}`);
  process.exitCode = 1;
}

function measure(scenario) {
  const version = scenarios[scenario];
  const node = version === process.version ? process.execPath : nodeBinary(version);
  const { stdout, status, signal, error } = spawnSync(
    node,
    ["--expose-gc", path(`scenarios/${scenario}.mjs`)],
    {
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1 << 24,
      timeout: TIME_LIMIT,
      killSignal: "SIGKILL",
      env: { ...process.env, BENCH_QUICK: isQuick ? "1" : "0" },
    },
  );
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`it ended with ${status ?? signal}`);
  return JSON.parse(stdout.toString());
}

function writeDocs() {
  const measured = Object.keys(scenarios).filter((scenario) => scenario in results);
  const budgets = measured.flatMap((scenario) =>
    budgetsOf(results[scenario]).map((budget) => ({ ...budget, title: results[scenario].title })),
  );
  writeFileSync(
    path("../docs/benchmarks.md"),
    `# Benchmarks

Written by \`npm run bench\` (${cpus().length} cores, Node ${process.versions.node} unless said). All cases of a
table ran in turns in the same run; numbers are medians, the spread is half the distance
between the quartiles. Ratios hold on other machines, times do not.
What stands behind the numbers is told in [Performance](performance.md).

${budgets.map(({ title, met, text, value }) => `- ${title}: ${text}. ${verdict(met)}: ${value}.`).join("\n")}

${measured.map((scenario) => section(results[scenario])).join("\n\n")}
`,
  );

  const performanceFile = path("../docs/performance.md");
  const figures = ["recording", "memory", "kept", "instructions", "options"];
  writeFileSync(
    performanceFile,
    readFileSync(performanceFile, "utf8").replace(
      /(<!-- figures -->\n).*(<!-- \/figures -->)/s,
      (_, start, end) => `${start}\n${figures.map(figure).filter(Boolean).join("\n\n")}\n\n${end}`,
    ),
  );

  // The guide to scale reckons with these results.
  spawnSync(process.execPath, [path("../scripts/scale.mjs")], { stdio: "inherit" });

  // The tables line up as the formatter of the repository wants them.
  const files = ["docs/benchmarks.md", "docs/performance.md", "docs/guides/scale.md"];
  spawnSync("npx", ["biome", "format", "--write", ...files], { cwd: path("..") });
}

function figure(scenario) {
  if (!(scenario in results)) return undefined;
  const { title, note, table } = results[scenario];
  return `### ${title}\n\n${note}\n\n${table}`;
}

function section(result) {
  const verdicts = budgetsOf(result).map(
    ({ text, met, value }) => `Budget: ${text}. ${verdict(met)}: ${value}.`,
  );
  return [`## ${result.title}`, result.note, result.table, ...verdicts].join("\n\n");
}

function budgetsOf({ budgets, budget }) {
  return budgets ?? [budget].filter(Boolean);
}

function verdict(met) {
  if (met === undefined) return "Too noisy a run to tell";
  return met ? "Met" : "**Not met**";
}
