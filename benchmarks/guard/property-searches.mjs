import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE } from "../lib/instructions.mjs";

const program = fileURLToPath(new URL("../lib/run-requests.mjs", import.meta.url));
const WARM_UP = 2000;
const REQUESTS = 500;

/**
 * How often V8 has to search for a property in a request: once it knows the shapes of the
 * objects it does not search again, but Express gives every request and response one of its own.
 */
export function searchesPerRequest(framework, name) {
  const searches = (requests) => searchesIn(framework, name, requests);
  return (searches(WARM_UP + REQUESTS) - searches(WARM_UP)) / REQUESTS;
}

function searchesIn(framework, name, requests) {
  const folder = mkdtempSync(join(tmpdir(), "rm-"));
  const file = join(folder, "log");
  const log = ["--log-ic", "--no-log-source-code", "--no-logfile-per-isolate", `--logfile=${file}`];
  const args = [...NODE, ...log, program, framework, name];
  try {
    const { status } = spawnSync(process.execPath, args, { input: `${requests}\n` });
    if (status !== 0) throw new Error(`${framework}, ${name}: ended with ${status}`);
    return readFileSync(file, "latin1").match(/^(?:Load|Store|KeyedLoad|KeyedStore)IC,/gm).length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
