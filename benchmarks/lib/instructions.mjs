import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = fileURLToPath(new URL("run-requests.mjs", import.meta.url));
const run = promisify(execFile);

/** One thread, and the same order of things each time: counts repeat to a few parts in a thousand. */
const NODE = ["--single-threaded", "--hash-seed=1", "--random-seed=1"];
const VALGRIND = ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"];

/**
 * Instructions of a whole request, counted by valgrind: what a longer run needs more than a
 * shorter one, so that neither the start nor the compiler is in it. `cases` are pairs of a
 * framework and the name of an application.
 */
export async function instructionsPerRequest(cases, lengths) {
  const counts = cases.map(() => []);
  const jobs = cases.flatMap(([framework, name], index) =>
    lengths[framework].map((requests, which) => async () => {
      const args = [...VALGRIND, process.execPath, ...NODE, program, framework, name, requests];
      const { stderr } = await run("valgrind", args.map(String));
      const [, count] = /I\s+refs:\s+([\d,]+)/.exec(stderr) ?? [];
      if (count === undefined) throw new Error(`valgrind counted nothing:\n${stderr}`);
      counts[index][which] = Number(count.replaceAll(",", ""));
    }),
  );
  const work = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) await job();
  };
  await Promise.all(cpus().map(work));
  return cases.map(([framework], index) => {
    const [short, long] = lengths[framework];
    const [few, many] = counts[index];
    return (many - few) / (long - short);
  });
}
