// Runs the tests of core and the adapters on every supported release of Node.
//   node scripts/matrix.mjs [version…] [test…]
import { execFileSync, spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeBinary, nodeVersions } from "./node-versions.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const args = process.argv.slice(2);
const isVersion = (arg) => /^\d+\.\d+\.\d+$/.test(arg);
const versions = args.filter(isVersion);
const tests = args.filter((arg) => !isVersion(arg));
const folders = [
  "packages/core",
  "packages/express-middleware",
  "packages/fastify-plugin",
  "packages/node-http",
  "packages/koa-middleware",
  "packages/hono-middleware",
];
/** The hundreds of thousands of random requests that CI sends tell nothing more on another Node. */
const FEW_REQUESTS = { ROUTEMETRICS_ABUSE: "4000", ROUTEMETRICS_LEAK: "4000" };
const wanted = versions.length > 0 ? versions : nodeVersions;
const wantedTests = tests.length > 0 ? tests : folders;
const failed = [];

for (const version of wanted.filter((version) => `v${version}` !== process.version)) {
  const node = nodeBinary(version);
  console.log(`Node ${execFileSync(node, ["--version"]).toString().trim()}`);
  const { status } = spawnSync(node, [vitest, "run", "--reporter=dot", ...wantedTests], {
    cwd: root,
    stdio: "inherit",
    // Tests that start `node` must start this one.
    env: {
      ...process.env,
      ...FEW_REQUESTS,
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    },
  });
  if (status !== 0) failed.push(version);
}
if (failed.length > 0) {
  console.error(`failed on Node ${failed.join(", ")}`);
  process.exit(1);
}
