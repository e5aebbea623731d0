import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { instructionsPerStep } from "../lib/instructions.mjs";

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
  "recording a request costs no more instructions than agreed",
  { timeout: 180_000 },
  async () => {
    const program = fileURLToPath(new URL("recordings.mjs", import.meta.url));
    const instructions = await instructionsPerStep(program, [], [100_000, 300_000]);
    // Measured: 665 on one thread, loop included; it repeats to some three in a thousand.
    expect(instructions).toBeLessThan(800);
  },
);
