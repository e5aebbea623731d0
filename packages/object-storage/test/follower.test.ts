import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Counter, onlyOneWorker, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Dump, type ObjectStore, objectStore, startDump } from "../src/index.js";

let isLeader: boolean;
let registry: RegistryLike;
let store: ObjectStore;
let directory: string;
const dumps: Dump[] = [];
beforeEach(() => {
  isLeader = false;
  directory = mkdtempSync(join(tmpdir(), "spool-"));
  store = objectStore({ memory: true });
  const own = new Registry() as RegistryLike;
  const rows = new Counter({ name: "rows", help: "Rows.", registry: own });
  registry = onlyOneWorker({
    registry: own,
    isLeader: () => isLeader,
    handOver: async (work) => {
      if (isLeader) await work(true);
    },
    gather: async () => ({ families: [await rows.metricFamily()], errors: [] }),
  });
});
afterEach(async () => {
  await Promise.all(dumps.splice(0).map((dump) => dump.stop({ deadline: 0.05 })));
  rmSync(directory, { recursive: true });
});

function dumping(to: ObjectStore): Dump {
  const labels = { job: "shop" };
  const dump = startDump({
    registry,
    store: to,
    labels,
    every: false,
    spool: { directory },
    onError: () => {},
  });
  dumps.push(dump);
  return dump;
}

const count = async () => {
  let found = 0;
  for await (const _ of store.list()) found += 1;
  return found;
};

test("a worker that another one dumps for makes none and leaves the spool alone, until it leads", async () => {
  const broken = Object.create(store) as ObjectStore;
  broken.storeBlob = () => Promise.reject(new Error("down"));
  isLeader = true;
  const leader = dumping(broken);
  await expect(leader.flush({ deadline: 0.05 })).rejects.toThrow(/still to be stored/);
  await vi.waitFor(() => expect(leader.account).toMatchObject({ taken: 1, spooled: 1 }));

  isLeader = false;
  const follower = dumping(store);
  await follower.flush();
  expect(follower.account).toMatchObject({ taken: 0, failed: 0, recovered: 0, spooled: 0 });
  expect(await count()).toBe(0);

  // The first one is gone now, and this one takes over.
  isLeader = true;
  await follower.flush();
  await vi.waitFor(() =>
    expect(follower.account).toMatchObject({ taken: 1, recovered: 1, stored: 2, spooled: 0 }),
  );
  expect(await count()).toBe(2);
});
