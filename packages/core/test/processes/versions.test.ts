import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  sampleOf,
  temporaryFolder,
  WorkerGroup,
} from "./worker-group.js";

let folder: string;
let group: WorkerGroup;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => group.remove());

/** What npm would put in the place of the library: one that writes in another format. */
async function deployNextVersion(program: string): Promise<void> {
  const text = await readFile(program, "utf8");
  const next = text.replace(/\bFORMAT = (\d+);/, (_, format) => `FORMAT = ${Number(format) + 1};`);
  expect(next).not.toBe(text);
  await writeFile(program, next);
}

test("workers of two versions ignore each other, and a rolling update goes on with the new one", async () => {
  const program = await bundleWorker(folder);
  group = new WorkerGroup(folder, {}, program);
  await group.start(2);
  await deployNextVersion(program);
  await group.start(2);
  const [old, otherOld, young, otherYoung] = group.workers as [
    RunningWorker,
    RunningWorker,
    RunningWorker,
    RunningWorker,
  ];
  const totals = async (...ofWorkers: RunningWorker[]) =>
    Promise.all(ofWorkers.map(({ own }) => sampleOf(own, "requests_total")));
  for (const { own } of [old, otherOld, young, otherYoung, otherYoung]) await ask(own);

  expect(await totals(old, otherOld, young, otherYoung)).toEqual([2, 2, 3, 3]);
  for (const { own } of [old, young]) {
    expect(await sampleOf(own, "routemetrics_workers")).toBe(2);
    expect(await sampleOf(own, "routemetrics_workers_missing")).toBe(0);
    expect(await sampleOf(own, "routemetrics_snapshot_errors_total")).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(await ask(own, "/warnings"))).toEqual([
      expect.stringMatching(/snapshot .* is ignored: it has format \d+ of another version/),
    ]);
  }
  const leads = await Promise.all(group.workers.map((worker) => ask(worker.own, "/leader")));
  expect(leads).toEqual(["true", "false", "false", "false"]);

  // Who ends is in the total of its own version, whoever looks first.
  await group.kill(otherYoung.pid);
  await group.kill(otherOld.pid);
  for (let turn = 0; turn < 2; turn++) expect(await totals(old, young)).toEqual([2, 3]);
  const files = () => readdirSync(folder, { recursive: true, encoding: "utf8" });
  const leftBy = ({ pid }: RunningWorker) => files().filter((path) => path.includes(`/${pid}.`));
  await vi.waitFor(() => expect([otherOld, otherYoung].flatMap(leftBy)).toEqual([]), 20_000);
  expect(await totals(young, old)).toEqual([3, 2]);

  await group.kill(old.pid);
  await group.start(1);
  const last = group.workers.at(-1) as RunningWorker;
  await ask(last.own);
  expect(await totals(young, last)).toEqual([4, 4]);
  await vi.waitFor(() => expect(leftBy(old)).toEqual([]), 20_000);
  const errors = async () => {
    await sampleOf(last.own, "requests_total");
    return sampleOf(last.own, "routemetrics_snapshot_errors_total");
  };
  expect(await errors()).toBe(await errors());
  expect(await ask(young.own, "/leader")).toBe("true");
});
