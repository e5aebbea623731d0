import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

let folder: string;
let group: WorkerGroup;

beforeEach(async () => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder, {}, await bundleWorker(folder));
});
afterEach(() => group.remove());

const worker = (index: number) => group.workers[index] as RunningWorker;

test("a group that is scaled to nothing and up again goes on counting", async () => {
  let requests = 0;
  for (const [count, signal] of [
    [3, "SIGKILL"],
    [1, "SIGTERM"],
    [4, "SIGKILL"],
  ] as const) {
    await group.startTogether(count);
    for (const { own } of group.workers) await ask(own);
    requests += count;
    for (const { own } of group.workers) {
      const text = await ask(own, "/metrics");
      expect(valueIn(text, "requests_total")).toBe(requests);
      expect(valueIn(text, "routemetrics_workers")).toBe(count);
    }
    await Promise.all(group.workers.map(({ pid }) => group.kill(pid, signal)));
    expect(group.workers).toEqual([]);
  }
  await group.start(1);
  expect(await sampleOf(worker(0).own, "requests_total")).toBe(requests);
});

test("the only worker of a cluster that PM2 has started in fork mode goes on when it is replaced", async () => {
  // Of PM2's environment, which the workers inherit.
  const pm2 = { pm_id: "0", name: "shop", exec_mode: "fork_mode", restart_time: "0" };
  for (let requests = 1; requests < 4; requests++) {
    await group.start(1, pm2);
    await ask(worker(0).own);
    expect(await sampleOf(worker(0).own, "requests_total")).toBe(requests);
    await group.kill(worker(0).pid);
  }
});

test("many stopped workers delay a scrape no longer than one does", async () => {
  await group.startTogether(5);
  for (const { own } of group.workers) await ask(own);
  const [answering, ...stopped] = group.workers as [RunningWorker, ...RunningWorker[]];
  await sampleOf(answering.own, "requests_total");
  for (const { pid } of stopped) process.kill(pid, "SIGSTOP");
  const begin = performance.now();
  const text = await ask(answering.own, "/metrics");
  expect(performance.now() - begin).toBeLessThan(3000);
  expect(valueIn(text, "requests_total")).toBe(5);
  expect(valueIn(text, "routemetrics_workers_missing")).toBe(4);
  // Killed as they are: nothing of what they have written down is lost.
  await Promise.all(stopped.map(({ pid }) => group.kill(pid)));
  await vi.waitFor(async () => {
    const after = await ask(answering.own, "/metrics");
    expect(valueIn(after, "requests_total")).toBe(5);
    expect(valueIn(after, "routemetrics_workers")).toBe(1);
    expect(valueIn(after, "routemetrics_workers_missing")).toBe(0);
  });
});
