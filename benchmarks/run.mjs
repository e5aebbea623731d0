// Measures everything and writes docs/benchmarks.md. Build first; takes about half an hour.
//   node run.mjs [scenario…]     only these; the others keep their last results
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { nodeBinary } from "../scripts/node-versions.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const resultsFile = path("results.json");

/** Some rivals need Node 22: requests are compared on that one. */
const scenarios = {
  recording: process.execPath,
  memory: process.execPath,
  growth: process.execPath,
  scrape: process.execPath,
  "requests-fastify": "22",
  "requests-express": "22",
};

const results = JSON.parse(readFileSync(resultsFile, "utf8"));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
for (const scenario of wanted) {
  const node = scenarios[scenario] === "22" ? nodeBinary("22.23.3") : scenarios[scenario];
  const { stdout, status } = spawnSync(node, ["--expose-gc", path(`scenarios/${scenario}.mjs`)], {
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`the scenario ${scenario} ended with ${status}`);
  const result = JSON.parse(stdout.toString());
  console.log(`\n${section(result)}`);
  results[scenario] = result;
}
writeFileSync(resultsFile, `${JSON.stringify(results, undefined, 2)}\n`);

const measured = Object.keys(scenarios).filter((scenario) => scenario in results);
const missing = Object.keys(scenarios).filter((scenario) => !(scenario in results));
writeFileSync(
  path("../docs/benchmarks.md"),
  `# Benchmarks

Written by \`npm run bench\` (${cpus().length} cores, Node ${process.versions.node} unless said). All cases of a
table ran in turns in the same run; numbers are medians, the spread is half the distance
between the quartiles. Ratios hold on other machines, times do not.

${measured.map((scenario) => section(results[scenario])).join("\n\n")}
${missing.length > 0 ? `\nNot measured yet: ${missing.join(", ")}.\n` : ""}`,
);

// The guide to scale reckons with these results.
spawnSync(process.execPath, [path("../scripts/scale.mjs")], { stdio: "inherit" });

// The tables line up as the formatter of the repository wants them.
spawnSync("npx", ["biome", "format", "--write", "docs/benchmarks.md", "docs/guides/scale.md"], {
  cwd: path(".."),
});

function section({ title, note, table, budget }) {
  const verdict = `Budget: ${budget.text}. ${budget.met ? "Met" : "**Not met**"}: ${budget.value}.`;
  return `## ${title}\n\n${note}\n\n${table}\n\n${verdict}`;
}
