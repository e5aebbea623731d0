import { setTimeout as sleep } from "node:timers/promises";
import { seededRandom } from "@routemetrics/conformance";
import { Counter, gather } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ObjectStore, objectStore, readDump, startDump } from "../src/index.js";
import { type Ceph, hasCeph, startCeph } from "./ceph.js";
import { createBucket } from "./s3-bucket.js";
import { type Fault, startS3Double } from "./s3-double.js";

/** CHAOS_SECONDS=600 is the long run: a dump every second for ten minutes. */
const seconds = Number(process.env.CHAOS_SECONDS ?? 12);
const every = process.env.CHAOS_SECONDS === undefined ? 0.1 : 1;
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

interface Storage {
  readonly store: ObjectStore;
  /** Breaks the storage for a while, and resolves when it works again. */
  outage(random: () => number): Promise<void>;
}

/** Dumps while the storage breaks again and again; then compares what is there with what was promised. */
async function runChaos({ store, outage }: Storage): Promise<void> {
  const registry = new Registry();
  const made = new Counter({ name: "made", help: "Dumps begun.", registry });
  const acknowledged: string[] = [];
  const dump = startDump({
    registry,
    store,
    every,
    labels: { job: "chaos", instance: "one" },
    timeout: 1,
    // Small enough to overflow in some outages and not in others.
    spool: { max: Math.max(3, Math.round(1 / every)) },
    onStored: (id) => acknowledged.push(id),
    onError: () => {},
    gather: () => {
      made.inc();
      return gather(registry);
    },
  });
  const random = seededRandom(seed);
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await sleep(random() * 3000);
    await outage(random);
  }
  const account = await dump.stop({ deadline: 60 });

  expect(account.taken + account.recovered).toBe(
    account.stored + account.dropped + account.spooled,
  );
  expect(account).toMatchObject({ spooled: 0, stored: acknowledged.length });
  const listed: string[] = [];
  for await (const id of store.list()) listed.push(id);
  expect(listed).toEqual(acknowledged);

  const numbers: number[] = [];
  for (const id of acknowledged) {
    const text = await readDump(store, id);
    expect(text.endsWith("# EOF\n")).toBe(true);
    numbers.push(Number(/^made_total\{.*\} (\d+) /m.exec(text)?.[1]));
  }
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  // What is missing between the first and the last is what the account says was dropped. (A loaded
  // machine may skip a turn, `failed`: such a dump was never begun and has no number.)
  expect(new Set(numbers).size).toBe(account.taken - account.dropped);
  expect(numbers.at(-1)).toBe(account.taken);
  console.log(`seed ${seed}: ${JSON.stringify(account)}`);
}

const limit = seconds * 1000 + 120_000;

describe(`storage that breaks at random (CHAOS_SEED=${seed})`, () => {
  test("keeps every acknowledged dump, on the S3 double", { timeout: limit }, async () => {
    const keys = { accessKeyId: "testkey", secretAccessKey: "testsecret", bucket: "metrics" };
    const double = await startS3Double(keys);
    const faults: Fault[] = [
      "hang",
      "reset",
      "lose answer",
      { status: 503, code: "SlowDown", retryAfter: 0 },
      { status: 500, code: "InternalError" },
      { status: 403, code: "AccessDenied" },
      { status: 404, code: "NoSuchBucket" },
      { delay: 1500 },
    ];
    try {
      await runChaos({
        store: objectStore({ endpoint: double.endpoint, timeout: 0.5, ...keys }),
        async outage(random) {
          if (random() < 0.3) {
            await double.down();
            await sleep(random() * 3000);
            await double.up();
            return;
          }
          double.fail(() => faults[Math.floor(random() * faults.length)]);
          await sleep(random() * 3000);
          double.fail([]);
        },
      });
    } finally {
      await double.close();
    }
  });

  describe.skipIf(!hasCeph())("on a real Ceph gateway", () => {
    let ceph: Ceph;
    beforeAll(async () => {
      ceph = await startCeph();
    }, 120_000);
    afterAll(() => ceph?.stop());

    test("keeps every acknowledged dump", { timeout: limit }, async () => {
      await runChaos({
        store: objectStore({ ...(await createBucket(ceph, `chaos-${Date.now()}`)), timeout: 0.5 }),
        async outage(random) {
          if (random() < 0.5) {
            ceph.killGateway();
            await sleep(random() * 3000);
            await ceph.startGateway();
          } else {
            ceph.freeze();
            await sleep(random() * 3000);
            ceph.thaw();
          }
        },
      });
    });
  });
});
