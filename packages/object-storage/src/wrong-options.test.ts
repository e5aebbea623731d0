import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { objectStore, startDump } from "./index.js";

const refused = (says: RegExp) =>
  expect.objectContaining({
    code: "RM_ERR_INVALID_OPTION",
    message: expect.stringMatching(says),
  });

test.each([
  { options: undefined, says: /undefined/ },
  { options: null, says: /null/ },
  { options: "s3://bucket/prefix", says: /s3:\/\/bucket\/prefix/ },
  { options: { memory: false }, says: /memory/ },
  { options: { memory: true, prefix: 5 }, says: /prefix.*5/ },
  { options: { directory: "/tmp", prefix: {} }, says: /prefix/ },
  { options: { bucket: 5 }, says: /bucket.*5/ },
  { options: { bucket: "b", endpoint: 80 }, says: /endpoint.*80/ },
  { options: { bucket: "b", accessKeyId: "i", secretAccessKey: 1 }, says: /secretAccessKey/ },
  { options: { bucket: "b", client: {} }, says: /client/ },
])("objectStore refuses $options", ({ options, says }) => {
  expect(() => objectStore(options as never)).toThrow(refused(says));
});

test.each([
  { wrong: { registry: [] }, says: /registry/ },
  { wrong: { registry: [new Registry(), {}] }, says: /registry/ },
  { wrong: { every: "60d" }, says: /every.*24 days/ },
  { wrong: { timeout: 1e9 }, says: /timeout.*24 days/ },
  { wrong: { labels: "shop" }, says: /labels/ },
  { wrong: { labels: { job: 5 } }, says: /labels\.job/ },
  { wrong: { gzip: "no" }, says: /gzip/ },
  { wrong: { signals: "SIGTERM" }, says: /signals/ },
  { wrong: { signals: ["SIGFOO"] }, says: /signals.*SIGFOO/ },
  { wrong: { signals: ["SIGKILL"] }, says: /signals.*SIGKILL/ },
  { wrong: { onError: "x" }, says: /onError/ },
  { wrong: { onStored: {} }, says: /onStored/ },
  { wrong: { gather: "x" }, says: /gather/ },
  { wrong: { retention: { kep: 5, olderThan: "1d" } }, says: /"kep"/ },
  { wrong: { spool: "/tmp" }, says: /spool/ },
  { wrong: { spool: { directory: 5 } }, says: /spool.*directory/ },
])("startDump refuses $wrong", ({ wrong, says }) => {
  const registry = new Registry();
  const store = objectStore({ memory: true });
  const options = { registry, store, labels: { job: "shop" }, every: false, ...wrong };
  expect(() => startDump(options as never)).toThrow(refused(says));
  expect(registry.getMetricsAsArray()).toEqual([]);
});

test("startDump refuses no options at all", () => {
  expect(() => startDump(undefined as never)).toThrow(refused(/undefined/));
});

test.each([["a text"], [undefined], [[1, 2]], [{}]])("%j is not stored as bytes", async (value) => {
  const store = objectStore({ memory: true });
  await expect(store.storeBlob(value as never, "x")).rejects.toMatchObject({
    code: "RM_ERR_INVALID_VALUE",
  });
  expect(await store.exists("x")).toBe(false);
});

test("what is in memory is nobody else's", async () => {
  const store = objectStore({ memory: true });
  const bytes = Buffer.from("abc");
  await store.storeBlob(bytes, "x");
  bytes[0] = 120;
  const read = await store.retrieveBlob("x");
  read[1] = 121;
  expect(Buffer.from(await store.retrieveBlob("x")).toString()).toBe("abc");
});

test("a dump that has been stopped says so at once", async () => {
  const store = objectStore({ memory: true });
  const options = {
    registry: new Registry(),
    store,
    labels: { job: "shop" },
    every: false,
  } as const;
  const dump = startDump(options);
  await dump.stop();
  const { taken } = dump.account;
  await expect(dump.flush()).rejects.toMatchObject({ code: "RM_ERR_INVALID_USE" });
  expect(dump.account.taken).toBe(taken);
});
