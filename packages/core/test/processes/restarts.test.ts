import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  removeFolder,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

const RESTARTS = 200;
/** So many at once. */
const TOGETHER = 10;

let folder: string;
let group: WorkerGroup;
beforeEach(async () => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder, {}, await bundleWorker(folder));
});
afterEach(async () => {
  await group.stop();
  removeFolder(folder);
});

/** What a worker that stays pays for those that come and go. */
async function measure(keeper: RunningWorker) {
  const times: number[] = [];
  const texts: string[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const begin = performance.now();
    texts.push(await ask(keeper.own, "/metrics"));
    times.push(performance.now() - begin);
  }
  const memory = Number(await ask(keeper.own, "/memory"));
  const { files, bytes } = group.shared();
  return {
    milliseconds: Math.min(...times),
    memory,
    files,
    bytes,
    lines: lines(texts[0] as string),
  };
}

const lines = (text: string) => text.split("\n").length;

test("two hundred restarts leave files, memory and the time of a scrape as they were", async () => {
  await group.startTogether(1 + TOGETHER);
  const keeper = group.workers[0] as RunningWorker;
  const count = async (victims: readonly RunningWorker[]) => {
    await Promise.all(victims.map(({ own }) => ask(own)));
    // What has been exposed is not lost by any signal.
    return (await sampleOf(keeper.own, "requests_total")) as number;
  };
  const others = () => group.workers.filter(({ pid }) => pid !== keeper.pid);
  const restart = async (turn: number) => {
    const victims = others();
    const signal = turn % 2 === 0 ? "SIGKILL" : "SIGTERM";
    await Promise.all(victims.map(({ pid }) => group.kill(pid, signal)));
    await group.startTogether(TOGETHER);
  };
  const settled = () =>
    vi.waitFor(
      async () => {
        expect(await sampleOf(keeper.own, "routemetrics_workers")).toBe(1 + TOGETHER);
        expect(group.shared().files).toBe(3 * (1 + TOGETHER) + 1);
      },
      { timeout: 20_000, interval: 100 },
    );

  await count(others());
  await restart(0);
  await settled();
  const before = await measure(keeper);
  let requests = TOGETHER;
  for (let restarts = TOGETHER; restarts < RESTARTS; restarts += TOGETHER) {
    requests += TOGETHER;
    expect(await count(others())).toBe(requests);
    await restart(restarts / TOGETHER);
  }
  await settled();
  const after = await measure(keeper);
  expect(valueIn(await ask(keeper.own, "/metrics"), "requests_total")).toBe(requests);
  expect(after.lines).toBe(before.lines);
  expect(after.bytes).toBeLessThan(before.bytes * 1.5);
  expect(after.memory).toBeLessThan(before.memory * 1.3);
  expect(after.milliseconds).toBeLessThan(before.milliseconds * 3 + 50);
}, 240_000);
