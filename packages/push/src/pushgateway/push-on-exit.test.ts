import { spawn } from "node:child_process";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { buildProgram } from "../../test/build-program.js";
import { type FaultServer, startFaultServer } from "../../test/fault-server.js";

let program: { file: string; remove(): Promise<void> };
let server: FaultServer;

beforeAll(async () => {
  program = await buildProgram("batch-job");
});
afterAll(() => program.remove());
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(() => server.close());

interface Job {
  code: number | null;
  signal: NodeJS.Signals | null;
  stderr: string;
}

function startJob(...args: string[]) {
  const child = spawn(process.execPath, [program.file, ...args]);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    output.stderr += chunk;
  });
  const ended = new Promise<Job>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stderr: output.stderr }));
  });
  const ready = () => vi.waitFor(() => expect(output.stdout).toContain("ready"), 10_000);
  return { ended, ready, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

function expectPushes(count: number): void {
  const paths = server.requests.map(({ method, path }) => `${method} ${path}`);
  expect(paths).toEqual(Array(count).fill("PUT /metrics/job/batch"));
  for (const { body } of server.requests) expect(body.toString()).toContain("rows_total 7");
}

test("a job that has nothing left to do pushes and keeps its exit code", async () => {
  expect(await startJob("drained", server.url).ended).toMatchObject({ code: 3, stderr: "" });
  expectPushes(1);
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends a job after its push", async (signal) => {
  const job = startJob("signal", server.url);
  await job.ready();
  job.kill(signal);
  expect(await job.ended).toMatchObject({ code: null, signal });
  expectPushes(1);
});

test("a second signal does not wait for the push", async () => {
  server.next("hang");
  const job = startJob("signal", server.url, "60");
  await job.ready();
  job.kill("SIGINT");
  await vi.waitFor(() => expect(server.requests.length).toBe(1), 10_000);
  job.kill("SIGINT");
  expect(await job.ended).toMatchObject({ signal: "SIGINT" });
});

test("an application that handles the signal decides when to end", async () => {
  const job = startJob("own-handler", server.url);
  await job.ready();
  job.kill("SIGTERM");
  expect(await job.ended).toMatchObject({ code: 9, signal: null });
  expectPushes(2);
});

test.each([
  { ending: "exception", says: "TypeError: the job broke" },
  { ending: "rejection", says: "RangeError: nobody caught it" },
])("an uncaught $ending is printed and exits with 1, after the push", async ({ ending, says }) => {
  const { code, stderr } = await startJob(ending, server.url).ended;
  expect(code).toBe(1);
  expect(stderr).toContain(says);
  expectPushes(1);
});

test("an application that handles its exceptions goes on", async () => {
  expect(await startJob("handled", server.url).ended).toMatchObject({ code: 4 });
  expectPushes(2);
});

test("a gateway that hangs or is gone does not change how the job ends", async () => {
  server.always("hang");
  const hanging = await startJob("drained", server.url, "0.3").ended;
  expect(hanging).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("given up after 0.3 s"),
  });
  const gone = await startJob("drained", "http://127.0.0.1:1").ended;
  expect(gone).toMatchObject({ code: 3, stderr: expect.stringContaining("Nothing listens there") });
});
