import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  removeFolder,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

let programs: string;
let program: string;
let folder: string;
let group: WorkerGroup;
/** What the workers share. */
let shared: string;

beforeAll(async () => {
  programs = temporaryFolder();
  program = await bundleWorker(programs);
});
afterAll(() => removeFolder(programs));
beforeEach(async () => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder, {}, program);
  await group.startTogether(2);
  const snapshot = readdirSync(folder, { recursive: true, encoding: "utf8" }).find((path) =>
    path.endsWith(".snap"),
  );
  shared = join(folder, String(snapshot), "..");
});
afterEach(() => group.remove());

const worker = (index: number) => group.workers[index] as RunningWorker;
/** The end of the names of snapshots. */
const ending = () =>
  readdirSync(shared)
    .find((name) => name.endsWith(".snap"))
    ?.split(".")
    .slice(3)
    .join(".") as string;

/** Puts it there under such a name. */
type Put = (path: string) => void;

const putFolder: Put = (path) => mkdirSync(path);
const putPipe: Put = (path) => execFileSync("mkfifo", [path]);
const putDangling: Put = (path) => symlinkSync("/nowhere", path);
const putRandom: Put = (path) => writeFileSync(path, randomBytes(100_000));
const putZeros: Put = (path) => {
  writeFileSync(path, "");
  truncateSync(path, 20_000_000);
};

const snapshots: readonly Put[] = [putFolder, putPipe, putDangling, putRandom, putZeros, putLink];

/** A link to the snapshot of a worker would count it twice. */
function putLink(path: string): void {
  const name = readdirSync(shared).find((one) => one.startsWith(`${worker(0).pid}.`));
  symlinkSync(join(shared, String(name)), path);
}

async function expectTotal(requests: number, workers: number): Promise<void> {
  for (const { own } of group.workers) {
    const text = await ask(own, "/metrics");
    expect(valueIn(text, "requests_total")).toBe(requests);
    expect(valueIn(text, "routemetrics_workers")).toBe(workers);
  }
}

test("what is no file of a member is left out, and stops nothing", async () => {
  for (const { own } of group.workers) await ask(own);
  await expectTotal(2, 2);
  const end = ending();
  for (const [index, put] of snapshots.entries()) put(join(shared, `7.${index}.0.${end}`));
  for (const [index, put] of [putFolder, putPipe, putDangling, putRandom].entries()) {
    put(join(shared, `${2 + index}.slot`));
    put(join(shared, `${7 + index}.resigned`));
    put(join(shared, `8.${index}.0.sock`));
    put(join(shared, `9.${index}.0.tmp`));
  }
  putRandom(join(shared, `${"9".repeat(40)}.resigned`));
  putRandom(join(shared, `${"9".repeat(40)}.1.0.${end}`));

  await expectTotal(2, 2);
  await group.start(1);
  await ask(worker(2).own);
  await expectTotal(3, 3);
  await group.kill(worker(0).pid);
  await expectTotal(3, 2);
  // Whoever has ended is folded all the same.
  const snapshotsLeft = () =>
    readdirSync(shared, { withFileTypes: true }).filter((one) => {
      return one.isFile() && one.name.endsWith(".snap");
    });
  await vi.waitFor(() => expect(snapshotsLeft()).toHaveLength(2), 20_000);
  await expectTotal(3, 2);
  expect(await ask(worker(0).own, "/leader")).toBe("true");
});

test.each([
  ["nothing", () => {}],
  ["a folder", putFolder],
  ["a pipe", putPipe],
  ["random bytes", putRandom],
])("the living go on when %s is where the total was", async (_, put) => {
  for (const { own } of group.workers) await ask(own);
  const total = join(shared, String(readdirSync(shared).find((name) => name.startsWith("total"))));
  rmSync(total);
  put(total);
  await expectTotal(2, 2);
  const warnings = await Promise.all(group.workers.map(({ own }) => ask(own, "/warnings")));
  expect(warnings.join()).toMatch(/total of a worker is ignored/);
  await group.kill(worker(0).pid);
  await group.start(1);
  await ask(worker(1).own);
  await expectTotal(3, 2);
});

test("the total in the hands of a worker that is stopped keeps nobody from joining or answering", async () => {
  await group.start(1);
  for (const { own } of group.workers) await ask(own);
  await expectTotal(3, 3);
  const [stopped, killed, last] = group.workers as [RunningWorker, RunningWorker, RunningWorker];
  const names = readdirSync(shared);
  const total = String(names.find((name) => name.startsWith("total")));
  const snapshot = String(names.find((name) => name.startsWith(`${stopped.pid}.`)));
  process.kill(stopped.pid, "SIGSTOP");
  renameSync(join(shared, total), join(shared, `${total}.${snapshot.split(".", 3).join(".")}`));
  await group.kill(killed.pid);
  await group.start(1);
  for (const { own } of [last, group.workers.at(-1) as RunningWorker]) {
    const text = await ask(own, "/metrics");
    expect(valueIn(text, "requests_total")).toBe(3);
    expect(valueIn(text, "routemetrics_workers_missing")).toBe(1);
  }
  await group.kill(stopped.pid);
  await vi.waitFor(() => expect(readdirSync(shared)).toContain(total), 20_000);
  await expectTotal(3, 2);
});
