import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NODE } from "./instructions.mjs";

const program = fileURLToPath(new URL("run-requests.mjs", import.meta.url));
const run = promisify(execFile);

/**
 * Instructions of a request through an application, counted batch by batch in one process. Once
 * valgrind counts all takes longer, and the compiler is at work again: it only adds, so the least
 * of the batches is what a request costs when it has settled.
 */
export async function requestInstructions(framework, name, { warmUp, batch, batches }) {
  const folder = await mkdtemp(join(tmpdir(), "rm-instructions-"));
  // Nothing is counted before it is told to: the start goes ten times as fast.
  const count = ["--tool=callgrind", "--instr-atstart=no", `--callgrind-out-file=${folder}/out`];
  const command = [process.execPath, ...NODE, program, framework, name];
  const child = spawn("valgrind", [...count, ...command], { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const tell = (what) => run("vgdb", [`--pid=${child.pid}`, ...what]);
  const send = async (requests) => {
    child.stdin.write(`${requests}\n`);
    const { done } = await lines.next();
    if (done) throw new Error(`${framework}, ${name}: ended early`);
  };
  try {
    await send(warmUp);
    await tell(["instrumentation", "on"]);
    // The first batch has valgrind's own beginning in it, and is not counted.
    const counts = [];
    for (let i = 0; i <= batches; i++) {
      await send(batch);
      // A dump begins to count anew.
      await tell(["dump"]);
      const count = await takeDump(folder);
      if (i > 0) counts.push(count / batch);
    }
    return Math.min(...counts);
  } finally {
    child.stdin.end();
    if (child.exitCode === null) await once(child, "exit");
    await rm(folder, { recursive: true });
  }
}

async function takeDump(folder) {
  const name = (await readdir(folder)).find((one) => one !== "out");
  const path = join(folder, name);
  const [, count] = /^totals: (\d+)/m.exec(await readFile(path, "utf8")) ?? [];
  await rm(path);
  if (count === undefined) throw new Error(`valgrind counted nothing: ${path}`);
  return Number(count);
}
