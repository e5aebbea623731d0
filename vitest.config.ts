import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

const testFiles = [
  "packages/*/{src,test}/**/*.test.ts",
  "{benchmarks,docs,examples,scripts}/**/*.test.{ts,mjs}",
];

/** They bound the time or memory that something takes, and so run while nothing else does. */
const measuringFiles = [
  "benchmarks/guard/*.test.mjs",
  "packages/core/src/processes/linear.test.ts",
  "packages/dashboard/test/page.test.ts",
  "packages/object-storage/src/document.test.ts",
  "packages/push/src/remote-write/real-prometheus.test.ts",
];

/** They take a minute or more: begun last, they would run alone. */
const longestFiles = [
  "packages/express-middleware/test/conformance.test.ts",
  "packages/core/test/processes/under-load.test.ts",
  "packages/fastify-plugin/test/conformance.test.ts",
  "docs/commands/contributor.test.ts",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      longestFiles.some((file) => moduleId.endsWith(file)) ? 0 : 1;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Tests read the sources: nothing has to be built first and nothing is stale. */
export default defineConfig({
  resolve: {
    alias: [
      // The page is built, not a source: packages/dashboard/scripts/build-page.mjs.
      { find: /^\.\/page\.cjs$/, replacement: source("dashboard/dist/page.cjs") },
      { find: /^@routemetrics\/(core|conformance)\/(.*)$/, replacement: source("$1/src/$2.ts") },
      { find: "@routemetrics/express", replacement: source("express-middleware/src/index.ts") },
      { find: "@routemetrics/fastify", replacement: source("fastify-plugin/src/index.ts") },
      { find: "@routemetrics/node-http", replacement: source("node-http/src/index.ts") },
      { find: "@routemetrics/koa", replacement: source("koa-middleware/src/index.ts") },
      { find: "@routemetrics/hono", replacement: source("hono-middleware/src/index.ts") },
      {
        find: /^@routemetrics\/(core|push|object-storage|workflow|dashboard|conformance)$/,
        replacement: source("$1/src/index.ts"),
      },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "tests",
          include: testFiles,
          exclude: [...configDefaults.exclude, ...measuringFiles],
          // Many wait for other processes: two at once even on two cores.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "measurements",
          include: measuringFiles,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: LongestFirst },
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: ".cache/test-results.json" },
    // Examples listen on port 3000 otherwise.
    env: { PORT: "0" },
    // Real servers, browsers and clusters need their time on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: process.env.CI ? 1 : 0,
  },
});
