import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));

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
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "{benchmarks,docs,examples,scripts}/**/*.test.{ts,mjs}",
    ],
    reporters: process.env.CI ? ["default", "json"] : ["default"],
    outputFile: { json: ".cache/test-results.json" },
    // Real servers, browsers and clusters need their time on a small machine.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: process.env.CI ? 1 : 0,
  },
});
