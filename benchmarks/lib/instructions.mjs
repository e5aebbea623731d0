import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * One thread, and the same order of things each time. And so much room that no garbage is collected:
 * a collection falls into one run or the other, and takes more than what is to be compared.
 */
export const NODE = [
  "--single-threaded",
  "--hash-seed=1",
  "--random-seed=1",
  "--min-semi-space-size=1024",
  "--max-semi-space-size=1024",
  "--initial-old-space-size=1024",
];
const VALGRIND = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];

/**
 * Instructions of one step of a program whose last argument says how many to do: what a longer
 * run needs more than the next shorter one, so that the start is not in it. Of several such
 * differences the least: where the compiler was still at work it only adds.
 */
export async function instructionsPerStep(program, args, lengths, env = {}) {
  const counts = await Promise.all(
    lengths.map((steps) => instructionsOf(program, [...args, steps], env)),
  );
  const perStep = counts
    .slice(1)
    .map((count, i) => (count - counts[i]) / (lengths[i + 1] - lengths[i]));
  return Math.min(...perStep);
}

async function instructionsOf(program, args, env) {
  const command = [...VALGRIND, process.execPath, ...NODE, program, ...args.map(String)];
  const { stderr } = await run("valgrind", command, { env: { ...process.env, ...env } });
  const [, count] = /I\s+refs:\s+([\d,]+)/.exec(stderr) ?? [];
  if (count === undefined) throw new Error(`valgrind counted nothing:\n${stderr}`);
  return Number(count.replaceAll(",", ""));
}
