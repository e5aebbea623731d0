import { mkdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, removeFolder, temporaryFolder, WorkerGroup } from "./worker-group.js";

let folder: string;
let group: WorkerGroup;
const ports = () => group.workers.map(({ own }) => own);

beforeEach(async () => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder);
});
afterEach(() => group.remove());

test("one is the leader, and the next when it ends", async () => {
  await group.start(3);
  const leaders = async () => {
    const answers = await Promise.all(ports().map((port) => ask(port, "/leader")));
    return answers.flatMap((answer, index) => (answer === "true" ? [group.workers[index]] : []));
  };
  const [leader, ...others] = await leaders();
  expect(others).toEqual([]);
  const onces = await Promise.all(
    ports().map(async (port) => JSON.parse(await ask(port, "/once"))),
  );
  expect(onces.filter(({ isFollower }) => isFollower)).toEqual([
    { isFollower: true, families: [] },
    { isFollower: true, families: [] },
  ]);
  expect(onces.find(({ isFollower }) => !isFollower).families).toEqual(
    expect.arrayContaining([expect.objectContaining({ name: "requests_total" })]),
  );
  await group.kill(leader?.pid as number);
  const [next, ...more] = await leaders();
  expect(more).toEqual([]);
  expect(next).toBeDefined();
  await group.start(1);
  expect(await leaders()).toEqual([next]);
});

test("a folder that somebody removes leaves one leader", async () => {
  await group.start(2);
  const leads = () => Promise.all(ports().map((port) => ask(port, "/leader")));
  expect((await leads()).sort()).toEqual(["false", "true"]);
  removeFolder(folder);
  expect(await leads()).not.toEqual(["true", "true"]);
  mkdirSync(folder);
  await vi.waitFor(async () => expect((await leads()).sort()).toEqual(["false", "true"]), 10_000);
});

test("a leader that is stuck is passed over until it answers again", async () => {
  await group.start(2);
  const [first, second] = group.workers.map(({ pid, own }) => ({ pid, own }));
  const isLeader = (port: number | undefined) => ask(port as number, "/leader");
  expect([await isLeader(first?.own), await isLeader(second?.own)]).toEqual(["true", "false"]);
  process.kill(first?.pid as number, "SIGSTOP");
  const patience = { timeout: 20_000, interval: 100 };
  await vi.waitFor(async () => expect(await isLeader(second?.own)).toBe("true"), patience);
  process.kill(first?.pid as number, "SIGCONT");
  await vi.waitFor(async () => expect(await isLeader(second?.own)).toBe("false"), patience);
  expect(await isLeader(first?.own)).toBe("true");
});
