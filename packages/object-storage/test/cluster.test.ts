import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  ask,
  type RunningWorker,
  removeFolder,
  temporaryFolder,
  WorkerGroup,
} from "../../core/test/processes/worker-group.js";
import { parseDumpId } from "../src/dump-id.js";
import { type DumpAccount, objectStore, readDump } from "../src/index.js";
import { startS3Double } from "./s3-double.js";

const WORKER = fileURLToPath(new URL("programs/dumping-worker.mjs", import.meta.url));
const keys = { accessKeyId: "testkey", secretAccessKey: "testsecret", bucket: "metrics" };

async function startGroup() {
  const s3 = await startS3Double(keys);
  const options = { endpoint: s3.endpoint, timeout: 1, ...keys };
  const store = objectStore(options);
  const [folder, spool] = [temporaryFolder(), temporaryFolder()];
  const env = { STORE: JSON.stringify(options), SPOOL: spool };
  const group = new WorkerGroup(folder, env, WORKER);
  onTestFinished(async () => {
    await group.stop();
    await s3.close();
    for (const one of [folder, spool]) removeFolder(one);
  });
  await group.start(3);
  const account = async ({ own }: RunningWorker) =>
    JSON.parse(await ask(own, "/account")) as DumpAccount;
  const leader = async () => {
    const leads = await Promise.all(group.workers.map(({ own }) => ask(own, "/leader")));
    expect(leads.filter((one) => one === "true")).toHaveLength(1);
    return group.workers[leads.indexOf("true")] as RunningWorker;
  };
  const ids = async () => {
    const all: string[] = [];
    for await (const id of store.list()) all.push(id);
    return all;
  };
  /** What a dump says of the requests of all workers. */
  const requestsIn = async (id: string | undefined) =>
    Number(/^requests_total\{.*\} (\d+) /m.exec(await readDump(store, String(id)))?.[1]);
  const dumped = (requests: number) =>
    vi.waitFor(async () => expect(await requestsIn((await ids()).at(-1))).toBe(requests), 20_000);
  return { s3, group, account, leader, ids, requestsIn, dumped };
}

/** No dump is missing: each run of a worker has counted its own. */
function expectNoGaps(ids: readonly string[]): string[] {
  const stored = ids.map((id) => parseDumpId(id));
  const runs = [...new Set(stored.map((one) => String(one?.run)))];
  for (const run of runs) {
    const sequences = stored.filter((one) => one?.run === run).map((one) => one?.sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  }
  return runs;
}

test("one worker of a cluster dumps for all; when it is killed the next one uploads what it left, and goes on", async () => {
  const { s3, group, account, leader, ids, requestsIn, dumped } = await startGroup();
  for (const { own } of [...group.workers, ...group.workers]) await ask(own);
  await dumped(6);
  expect(new Set((await ids()).map((id) => parseDumpId(id)?.run)).size).toBe(1);

  const first = await leader();
  await s3.down();
  await vi.waitFor(async () => expect((await account(first)).spooled).toBeGreaterThan(3), 20_000);
  await ask(first.own);
  const { taken } = await account(first);
  // Its last request is in a dump, and so has been written down for the others.
  await vi.waitFor(
    async () => expect((await account(first)).taken).toBeGreaterThan(taken + 1),
    20_000,
  );
  const atKill = await account(first);
  await group.kill(first.pid);
  const second = await leader();
  for (const { own } of group.workers) await ask(own);
  await s3.up();
  await dumped(9);

  const { recovered, dropped } = await account(second);
  expect(recovered).toBeGreaterThanOrEqual(atKill.spooled);
  expect(dropped).toBe(0);
  const stored = await ids();
  const runs = expectNoGaps(stored);
  expect(runs).toHaveLength(2);
  const ofFirst = stored.filter((id) => parseDumpId(id)?.run === runs[0]);
  expect(ofFirst.length).toBeGreaterThanOrEqual(atKill.taken);
  const totals = await Promise.all(stored.map(requestsIn));
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));

  for (const worker of [...group.workers].reverse()) {
    const last = JSON.parse(await ask(worker.own, "/stop")) as DumpAccount;
    expect(last.spooled).toBe(0);
  }
  await dumped(9);
});

test("a leader that stops in order leaves a last dump, and the next one goes on; who stops last dumps what all have counted", async () => {
  const { group, account, leader, ids, requestsIn, dumped } = await startGroup();
  for (const { own } of group.workers) await ask(own);
  await dumped(3);
  const first = await leader();
  await ask(first.own);
  const last = JSON.parse(await ask(first.own, "/stop")) as DumpAccount;
  expect(last).toMatchObject({ spooled: 0, dropped: 0, stored: last.taken });
  const second = await leader();
  expect(second.pid).not.toBe(first.pid);
  const left = await ids();
  expect(await requestsIn(left[last.taken - 1])).toBe(4);
  await vi.waitFor(async () => expect((await account(second)).stored).toBeGreaterThan(1), 20_000);
  // It found nothing in the spool to send again.
  expect((await account(second)).recovered).toBe(0);

  for (const { own } of group.workers) await ask(own);
  await Promise.all(group.workers.map(({ own }) => ask(own, "/stop")));
  const stored = await ids();
  expect(expectNoGaps(stored).length).toBeGreaterThanOrEqual(2);
  const totals = await Promise.all(stored.map(requestsIn));
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
  expect(totals.at(-1)).toBe(7);
  const accounts = await Promise.all(group.workers.map(account));
  const sum = (name: "taken" | "stored") => accounts.reduce((all, one) => all + one[name], 0);
  expect([sum("taken"), sum("stored")]).toEqual([stored.length, stored.length]);
});
