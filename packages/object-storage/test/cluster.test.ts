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

test("one worker of a cluster dumps for all; when it is killed the next one uploads what it left, and goes on", async () => {
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

  for (const { own } of [...group.workers, ...group.workers]) await ask(own);
  await dumped(6);
  expect(new Set((await ids()).map((id) => parseDumpId(id)?.run)).size).toBe(1);

  const first = await leader();
  await s3.down();
  await vi.waitFor(async () => expect((await account(first)).spooled).toBeGreaterThan(3), 20_000);
  await ask(first.own);
  const { taken } = await account(first);
  // Its last request is in a dump, and so has been written down for the others.
  await vi.waitFor(async () => expect((await account(first)).taken).toBeGreaterThan(taken + 1));
  const atKill = await account(first);
  await group.kill(first.pid);
  const second = await leader();
  for (const { own } of group.workers) await ask(own);
  await s3.up();
  await dumped(9);

  const { recovered, dropped } = await account(second);
  expect(recovered).toBeGreaterThanOrEqual(atKill.spooled);
  expect(dropped).toBe(0);
  const stored = (await ids()).map((id) => ({ id, ...parseDumpId(id) }));
  const runs = [...new Set(stored.map(({ run }) => run))];
  expect(runs).toHaveLength(2);
  for (const run of runs) {
    const sequences = stored.filter((one) => one.run === run).map(({ sequence }) => sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  }
  expect(stored.filter(({ run }) => run === runs[0]).length).toBeGreaterThanOrEqual(atKill.taken);
  const totals = await Promise.all(stored.map(({ id }) => requestsIn(id)));
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));

  for (const worker of [...group.workers].reverse()) {
    const last = JSON.parse(await ask(worker.own, "/stop")) as DumpAccount;
    expect(last.spooled).toBe(0);
  }
  await dumped(9);
});
