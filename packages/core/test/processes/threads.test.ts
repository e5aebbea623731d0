import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  ask,
  type RunningWorker,
  removeFolder,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

test("threads count together, and the main thread answers for them", async () => {
  const folder = temporaryFolder();
  const program = fork(fileURLToPath(new URL("threads.mjs", import.meta.url)), {
    env: { ...process.env, TMPDIR: folder },
  });
  onTestFinished(async () => {
    const gone = once(program, "exit");
    program.kill("SIGKILL");
    await gone;
    removeFolder(folder);
  });
  const [{ url }] = (await once(program, "message")) as [{ url: string }];
  const expectSample = (sample: string, value: number) =>
    vi.waitFor(async () => {
      const text = await (await fetch(url)).text();
      expect(valueIn(text, sample)).toBe(value);
    });
  await expectSample("jobs_total", 6);
  await expectSample("routemetrics_workers", 4);
  program.send({ terminate: true });
  await expectSample("routemetrics_workers", 3);
  await expectSample("jobs_total", 6);
  program.send({ exit: true });
  await expectSample("routemetrics_workers", 2);
  await expectSample("jobs_total", 11);
});

test("threads of the workers of a cluster count with all others", async () => {
  const folder = temporaryFolder();
  const group = new WorkerGroup(folder, {}, "threaded-worker.mjs");
  onTestFinished(() => group.remove());
  await group.startTogether(2);
  for (const { own } of group.workers) await ask(own);
  const expectShown = async (jobs: number, workers: number) => {
    for (const { own } of group.workers) {
      await vi.waitFor(async () => {
        const text = await ask(own, "/metrics");
        expect(valueIn(text, "jobs_total")).toBe(jobs);
        expect(valueIn(text, "routemetrics_workers")).toBe(workers);
        expect(valueIn(text, "routemetrics_workers_missing")).toBe(0);
      }, 10_000);
    }
  };
  await expectShown(6, 6);
  const [first, second] = group.workers as [RunningWorker, RunningWorker];
  await ask(first.own, "/terminate");
  await expectShown(6, 5);
  await ask(first.own);
  expect(await sampleOf(second.own, "jobs_total")).toBe(8);
  await group.kill(second.pid);
  await expectShown(8, 2);
  expect(await ask(first.own, "/leader")).toBe("true");
});

test.each([
  ["in fork mode", { exec_mode: "fork_mode" }],
  [
    "in cluster mode, with an environment of their own",
    { exec_mode: "cluster_mode", BARE: "yes", DIRECTORY: "" },
  ],
])("threads of workers under PM2 count %s", async (_, env) => {
  const folder = temporaryFolder();
  const pm2 = { pm_id: "0", name: "shop", TMPDIR: folder, ...env };
  const group = new WorkerGroup(folder, pm2, "threaded-worker.mjs");
  onTestFinished(() => group.remove());
  await group.start(1);
  const [{ own }] = group.workers as [RunningWorker];
  await ask(own);
  expect(await sampleOf(own, "routemetrics_workers")).toBe(3);
  expect(await sampleOf(own, "jobs_total")).toBe(3);
});
