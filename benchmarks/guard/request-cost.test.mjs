import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as express from "../lib/express-apps.mjs";
import * as fastify from "../lib/fastify-apps.mjs";
import { instructionsPerRequest } from "../lib/instructions.mjs";

// Both count on the packages as they are built, in processes of their own: the test runner's
// form of the sources is compiled otherwise.

test("recording a request allocates no object", () => {
  const program = fileURLToPath(new URL("allocations.mjs", import.meta.url));
  const bytes = Number(execFileSync(process.execPath, ["--expose-gc", program]));
  // Measured: none. The margin is for what the engine itself allocates now and then.
  expect(bytes).toBeLessThan(8);
});

const hasValgrind = spawnSync("valgrind", ["--version"]).status === 0;
if (!hasValgrind)
  console.warn("skipped: valgrind not found: run node scripts/debian.mjs --install");

test.skipIf(!hasValgrind && !process.env.CI)(
  "a measured request costs no more instructions than agreed",
  { timeout: 300_000 },
  async () => {
    const [fastifyFloor, onFastify, expressFloor, onExpress] = await instructionsPerRequest(
      [
        ["fastify", fastify.FLOOR],
        ["fastify", "ours"],
        ["express", express.FLOOR],
        ["express", "ours"],
      ],
      { fastify: [5000, 8000], express: [1500, 2500] },
    );
    console.info(`fastify ${fastifyFloor} → ${onFastify}, express ${expressFloor} → ${onExpress}`);
    expect(onFastify / fastifyFloor).toBeLessThan(FASTIFY);
    expect(onExpress / expressFloor).toBeLessThan(EXPRESS);
  },
);

// What a request costs, in parts of one whose middleware does nothing. Measured: 1.00 and 1.00.
const FASTIFY = 1.25;
const EXPRESS = 1.15;
