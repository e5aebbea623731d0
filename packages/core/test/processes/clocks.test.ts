import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ValueFamily } from "../../src/index.js";
import {
  ask,
  type RunningWorker,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

let folder: string;
let group: WorkerGroup;

beforeEach(() => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder);
});
afterEach(() => group.remove());

const own = (index: number) => (group.workers[index] as RunningWorker).own;

test("workers whose clocks differ by hours are all alive, and first and mostRecent are what they were", async () => {
  await group.start(1);
  await group.start(1, { CLOCK_AHEAD: String(6 * HOUR) });
  await group.start(1, { CLOCK_AHEAD: String(-6 * HOUR) });
  // The oldest worker sets its level last, the one whose clock is ahead first.
  for (const index of [1, 2, 0]) await ask(own(index), `/level?value=${index}`);
  for (const { own: port } of group.workers) await ask(port);
  for (const { own: port } of group.workers) {
    const text = await ask(port, "/metrics");
    expect(valueIn(text, "requests_total")).toBe(3);
    expect(valueIn(text, "level_first")).toBe(0);
    expect(valueIn(text, "level_mostRecent")).toBe(0);
    expect(valueIn(text, "routemetrics_workers")).toBe(3);
    expect(valueIn(text, "routemetrics_workers_missing")).toBe(0);
  }
  expect(await ask(own(0), "/leader")).toBe("true");
  // Whoever folds them, by whichever clock.
  for (const pid of group.workers.slice(0, 2).map((worker) => worker.pid)) await group.kill(pid);
  const text = await ask(own(0), "/metrics");
  expect(valueIn(text, "requests_total")).toBe(3);
  expect(valueIn(text, "level_first")).toBe(0);
  expect(valueIn(text, "level_mostRecent")).toBe(0);
  expect(valueIn(text, "routemetrics_workers")).toBe(1);
});

test("a clock that is set while workers run changes nothing but its time of day", async () => {
  await group.start(2);
  const both = group.workers.map((worker) => worker.own);
  const created = async (port: number) => {
    const families = JSON.parse(await ask(port, "/families")) as ValueFamily[];
    return families.find(({ name }) => name === "requests_total")?.series[0]?.created as number;
  };
  let [requests, level] = [0, 0];
  for (const hours of [6, -6, 0]) {
    // All processes of a machine see it at once, but not at the same moment.
    for (const port of both) {
      await ask(port, `/clock?ahead=${hours * HOUR}`);
      await ask(port);
      await ask(port, `/level?value=${++level}`);
      requests += 1;
      for (const answering of both) {
        const text = await ask(answering, "/metrics");
        expect(valueIn(text, "requests_total")).toBe(requests);
        expect(valueIn(text, "level_mostRecent")).toBe(level);
        expect(valueIn(text, "routemetrics_workers")).toBe(2);
        expect(valueIn(text, "routemetrics_workers_missing")).toBe(0);
      }
    }
  }
  for (const port of both) {
    await vi.waitFor(async () => {
      expect(Math.abs((await created(port)) - Date.now() / 1000)).toBeLessThan(60);
    });
  }
});

test.each([
  ["is removed", "0", false],
  ["stays for a worker whose clock is ahead, when it is in use", String(30 * DAY), true],
])("what another container has left %s", async (_, ahead, isInUse) => {
  const other = join(folder, `routemetrics-${process.geteuid?.()}`, "1.1.0badcafe");
  mkdirSync(join(other, "0"), { mode: 0o700, recursive: true });
  const paths = ["", "0", "0/7.7.0.2.snap"].map((path) => join(other, path));
  writeFileSync(paths[2] as string, "");
  const weekAgo = Date.now() / 1000 - 8 * DAY;
  if (!isInUse) for (const path of paths.reverse()) utimesSync(path, weekAgo, weekAgo);
  await group.start(1, { CLOCK_AHEAD: ahead });
  expect(existsSync(other)).toBe(isInUse);
  expect(await sampleOf(own(0), "routemetrics_workers")).toBe(1);
});
