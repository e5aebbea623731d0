import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { objectStore, readDump } from "../src/index.js";

const built = new URL("../dist/index.js", import.meta.url);
const directory = mkdtempSync(join(tmpdir(), "signals-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A service that counts to 42, says "ready", and is sent SIGTERM. */
async function terminate(job: string, body: string) {
  const script = `
    const { Counter } = await import(${JSON.stringify(new URL("../../core/dist/index.js", import.meta.url).href)});
    const { objectStore, startDump } = await import(${JSON.stringify(built.href)});
    const { Registry } = await import("prom-client");
    const registry = new Registry();
    new Counter({ name: "work", help: "Work.", registry }).inc(42);
    const store = objectStore({ directory: ${JSON.stringify(directory)} });
    const options = { registry, store, labels: { job: "${job}" }, every: "1h" };
    ${body}
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL("..", import.meta.url),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  await Promise.race([once(child.stdout, "data"), closed]);
  child.kill("SIGTERM");
  const [code, signal] = await closed;
  const dumps: string[] = [];
  const store = objectStore({ directory });
  for await (const id of store.list(`${job}/`)) dumps.push(await readDump(store, id));
  return { code, signal, dumps };
}

describe.skipIf(!existsSync(built))("SIGTERM", () => {
  const alive = "setInterval(() => {}, 1000);";

  test("makes a last dump and then ends the process as it would have", async () => {
    const { signal, dumps } = await terminate(
      "plain",
      `${alive} startDump({ ...options, signals: ["SIGTERM"] });`,
    );
    expect(signal).toBe("SIGTERM");
    expect(dumps).toEqual([expect.stringMatching(/work_total\{.*\} 42 /)]);
  });

  test("leaves the end to an application that handles it too", async () => {
    const { code, dumps } = await terminate(
      "own",
      `${alive} process.on("SIGTERM", () => setTimeout(() => process.exit(7), 300));
       startDump({ ...options, signals: ["SIGTERM"] });`,
    );
    expect(code).toBe(7);
    expect(dumps).toHaveLength(1);
  });

  test("is not held up by a store that is away, beyond the deadline", async () => {
    const { signal, dumps } = await terminate(
      "away",
      `${alive} store.storeBlob = () => new Promise(() => {});
       startDump({ ...options, signals: ["SIGTERM"], deadline: 0.2 });`,
    );
    expect(signal).toBe("SIGTERM");
    expect(dumps).toEqual([]);
  });

  test("is nothing of ours unless it is asked for: a process ends when it has nothing to do", async () => {
    const { code, dumps } = await terminate("idle", "startDump(options);");
    expect(code === 0 || code === null).toBe(true);
    expect(dumps).toEqual([]);
  });
});
