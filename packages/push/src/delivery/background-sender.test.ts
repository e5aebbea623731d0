import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram } from "../../test/build-program.js";
import { startFaultServer } from "../../test/fault-server.js";

let program: { file: string; remove(): Promise<void> };
beforeAll(async () => {
  program = await buildProgram("background-senders");
});
afterAll(() => program.remove());

function run(url: string): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program.file, url], { timeout: 15_000 }, (error, _, stderr) => {
      resolve({ code: error?.code ?? 0, stderr });
    });
  });
}

test("a process ends when only its senders are left, even when their receiver hangs", async () => {
  const server = await startFaultServer();
  server.always("hang");
  expect(await run(`${server.url}/write`)).toMatchObject({ code: 6, stderr: "" });
  expect(server.requests.length).toBeGreaterThan(0);
  await server.close();
});

test("a receiver that is gone is a warning, once, and the process goes on", async () => {
  const { code, stderr } = await run("http://127.0.0.1:1/write");
  expect(code).toBe(6);
  expect(stderr.match(/Nothing listens there/g)).toHaveLength(1);
});
