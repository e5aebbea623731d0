import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Counter, Gauge, gather } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DumpOptions, type ObjectStore, objectStore, startDump } from "../src/index.js";

let registry: Registry;
let store: ObjectStore;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  registry = new Registry();
  store = objectStore({ memory: true });
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

function dumping(options: Partial<DumpOptions> = {}) {
  const labels = { job: "shop", instance: "a:1" };
  const dump = startDump({ registry, store, every: false, labels, onError: () => {}, ...options });
  stops.push(() => dump.stop({ deadline: 0.05 }));
  return dump;
}

async function ids(prefix = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const id of store.list(prefix)) found.push(id);
  return found;
}

const read = async (id: string | undefined) =>
  gunzipSync(await store.retrieveBlob(id as string)).toString();

/** A store that fails while `isDown`, and else is `store`. */
function breakable() {
  const state = { isDown: false, attempts: 0 };
  const inner = store;
  const broken = Object.create(inner) as ObjectStore;
  broken.storeBlob = async (bytes, id, options) => {
    state.attempts += 1;
    if (state.isDown) throw new Error("down");
    await inner.storeBlob(bytes, id, options);
  };
  return { state, store: broken };
}

describe("a dump", () => {
  test("is OpenMetrics with times and target labels, under a key that tells its time", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 22, 10, 0, 0, 250) });
    const sold = new Counter({ name: "sold", help: "Sold.", labelNames: ["job"], registry });
    sold.labels({ job: "x" }).inc(3);
    await dumping().flush();
    const [id] = await ids();
    expect(id).toMatch(
      /^shop\/2026-11-22\/a_1\/2026-11-22T10-00-00-250Z-00000001-[0-9a-f]{8}\.om\.gz$/,
    );
    const text = await read(id);
    expect(text).toContain("# TYPE sold counter\n");
    expect(text).toContain(
      'sold_total{instance="a:1",job="shop",exported_job="x"} 3 1795341600.25\n',
    );
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    expect(text.match(/# EOF/g)).toHaveLength(1);
  });

  test("may be JSON that the Python side reads, or one line a sample", async () => {
    new Gauge({ name: "load", help: "Load.", registry }).set(Number.NaN);
    await dumping({ format: "json" }).flush();
    const [json] = await ids();
    expect(json).toMatch(/\.json$/);
    expect(await store.retrieveDocument(json as string)).toMatchObject({
      timestamp: expect.any(Number),
      families: expect.arrayContaining([
        {
          name: "load",
          type: "gauge",
          help: "Load.",
          samples: [{ name: "load", labels: { job: "shop", instance: "a:1" }, value: "NaN" }],
        },
      ]),
    });
    await store.delete(json as string);
    await dumping({ format: "ndjson" }).flush();
    const [ndjson] = await ids();
    expect(ndjson).toMatch(/\.ndjson\.gz$/);
    const lines = (await read(ndjson)).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toContainEqual({
      timestamp: expect.any(Number),
      name: "load",
      labels: { job: "shop", instance: "a:1" },
      value: "NaN",
    });
  });

  test("reads the families of many processes when it is told how", async () => {
    new Counter({ name: "elsewhere", help: "Elsewhere.", registry }).inc(7);
    const all = () => gather(registry);
    await dumping({ registry: new Registry(), gather: all }).flush();
    expect(await read((await ids())[0])).toContain("elsewhere_total{");
  });

  test("comes again and again, in the order of its keys even when the clock is set back", async () => {
    const order: string[] = [];
    vi.useFakeTimers({ toFake: ["Date"], now: 1_795_341_600_000 });
    const dump = dumping({ onStored: (id) => order.push(id) });
    for (const step of [0, 0, -5000, 5000, 60_000]) {
      vi.setSystemTime(Date.now() + step);
      await dump.flush();
    }
    expect(await ids()).toEqual(order);
    expect(new Set(order).size).toBe(5);
  });

  test("is made on schedule and a last time at the end", async () => {
    const dump = dumping({ every: "20ms" });
    await vi.waitFor(() => expect(dump.account.stored).toBeGreaterThan(2));
    const { taken, stored, spooled } = await dump.stop();
    expect(stored).toBe(taken);
    expect(spooled).toBe(0);
    expect(await ids()).toHaveLength(stored);
  });

  test("shows itself in the registry", async () => {
    const dump = dumping();
    await dump.flush();
    const { families } = await gather(registry);
    const names = families.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "routemetrics_dump_total",
        "routemetrics_dump_bytes_total",
        "routemetrics_dump_duration_seconds",
        "routemetrics_dump_spool_objects",
        "routemetrics_dump_spool_bytes",
        "routemetrics_dump_last_success_timestamp_seconds",
      ]),
    );
    expect(await registry.metrics()).toContain('routemetrics_dump_total{result="stored"} 1');
  });
});

describe("an outage", () => {
  test.each(["memory", "disk"])("fills the spool in %s and drains in order", async (where) => {
    const directory = mkdtempSync(join(tmpdir(), "spool-"));
    const { state, store: broken } = breakable();
    const order: string[] = [];
    const dump = dumping({
      store: broken,
      spool: where === "disk" ? { directory } : {},
      onStored: (id) => order.push(id),
    });
    state.isDown = true;
    for (let count = 0; count < 3; count += 1) {
      await expect(dump.flush({ deadline: 0.1 })).rejects.toMatchObject({
        code: "RM_ERR_STORAGE_TIMEOUT",
        message: expect.stringContaining("memory:"),
      });
    }
    expect(dump.account).toMatchObject({ taken: 3, spooled: 3, stored: 0 });
    expect(await registry.metrics()).toContain("routemetrics_dump_spool_objects 3");
    state.isDown = false;
    await dump.flush();
    expect(await ids()).toEqual(order);
    expect(dump.account).toMatchObject({ taken: 4, spooled: 0, stored: 4, dropped: 0 });
    rmSync(directory, { recursive: true });
  });

  test("drops the oldest of a full spool, and says how many", async () => {
    const { state, store: broken } = breakable();
    const errors: string[] = [];
    const onError = ({ message }: Error) => errors.push(message);
    const dump = dumping({ store: broken, spool: { max: 3 }, onError });
    state.isDown = true;
    for (let count = 0; count < 10; count += 1) {
      await dump.flush({ deadline: 0.02 }).catch(() => {});
    }
    expect(dump.account).toMatchObject({ taken: 10, spooled: 3, dropped: 7 });
    expect(errors).toContainEqual(expect.stringMatching(/oldest of its 3 dumps/));
    state.isDown = false;
    await dump.flush();
    const { taken, stored, dropped, spooled } = dump.account;
    expect(stored + dropped + spooled).toBe(taken);
    const sequences = (await ids()).map((id) => Number(id.split("-").at(-2)));
    expect(sequences).toHaveLength(stored);
    expect(sequences.slice(-2)).toEqual([10, 11]);
  });

  test("is bounded in bytes too", async () => {
    const { state, store: broken } = breakable();
    state.isDown = true;
    const dump = dumping({ store: broken, spool: { maxBytes: 1 } });
    for (let count = 0; count < 3; count += 1) {
      await dump.flush({ deadline: 0.05 }).catch(() => {});
    }
    expect(dump.account.spooled).toBeLessThanOrEqual(1);
    expect(dump.account.dropped).toBeGreaterThanOrEqual(2);
  });

  test("outlives the process on disk", async () => {
    const directory = mkdtempSync(join(tmpdir(), "spool-"));
    const { state, store: broken } = breakable();
    state.isDown = true;
    const first = dumping({ store: broken, spool: { directory } });
    await first.flush({ deadline: 0.05 }).catch(() => {});
    expect(await first.stop({ deadline: 0.05 })).toMatchObject({ taken: 2, spooled: 2 });
    const second = dumping({ spool: { directory } });
    await vi.waitFor(() => expect(second.account.stored).toBe(2));
    expect(second.account).toMatchObject({ recovered: 2, taken: 0, spooled: 0 });
    rmSync(directory, { recursive: true });
  });

  test("does not hold up stop() beyond its deadline, even when the store never answers", async () => {
    const mute = Object.create(store) as ObjectStore;
    mute.storeBlob = () => new Promise(() => {});
    const lost: string[] = [];
    const dump = dumping({ store: mute, onError: ({ message }) => lost.push(message) });
    expect(await dump.stop({ deadline: 0.05 })).toMatchObject({ taken: 1, stored: 0, spooled: 1 });
    expect(lost).toContainEqual(expect.stringMatching(/1 dumps could not be stored and are lost/));
  });
});

describe("the service", () => {
  test("is not hurt by a registry, a handler or a spool that fails", async () => {
    new Gauge({ name: "bad", help: "Bad.", registry }).setFunction(() => {
      throw new Error("no value");
    });
    const onError = vi.fn(() => {
      throw new Error("the handler fails too");
    });
    const onStored = () => {
      throw new Error("and so does this one");
    };
    const dump = dumping({ onError, onStored });
    await dump.flush();
    expect(await ids()).toHaveLength(1);
    const messages = (onError.mock.calls as unknown as [Error][]).map(([error]) => error.message);
    expect(messages).toContainEqual(expect.stringContaining("bad"));
    const failing = dumping({ gather: () => Promise.reject(new Error("nothing")) });
    await failing.flush();
    expect(failing.account).toMatchObject({ taken: 0, failed: 1 });
  });

  test("keeps its event loop while 50,000 series are dumped", async () => {
    const many = new Gauge({
      name: "many",
      help: "Many.",
      labelNames: ["n"],
      registry,
      maxSeries: 1e6,
    });
    for (let n = 0; n < 50_000; n += 1) many.labels({ n: String(n) }).set(n);
    const gathered = await gather(registry);
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await dumping({ gather: async () => gathered }).flush();
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });

  test("keeps as many dumps as its retention says, and those of others", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_795_341_600_000 });
    await dumping({ labels: { job: "shop", instance: "other" } }).flush();
    await store.storeBlob(new Uint8Array(), "shop/foreign");
    const dump = dumping({ retention: { keep: 2 } });
    for (let minute = 0; minute < 4; minute += 1) {
      vi.setSystemTime(Date.now() + 61_000);
      await dump.flush();
    }
    expect(await ids()).toEqual([
      expect.stringContaining("/a_1/"),
      expect.stringContaining("/a_1/"),
      expect.stringContaining("/other/"),
      "shop/foreign",
    ]);
  });
});

test.each([
  { wrong: { evry: 1 }, says: /"evry".*every/ },
  { wrong: { every: "1 minute" }, says: /"1 minute"/ },
  { wrong: { labels: {} }, says: /labels\.job/ },
  { wrong: { labels: { job: "a", "b-c": "" } }, says: /"b-c"/ },
  { wrong: { format: "parquet" }, says: /parquet.*openmetrics/ },
  { wrong: { registry: {} }, says: /registry/ },
  { wrong: { store: {} }, says: /objectStore/ },
  { wrong: { spool: { max: 0 } }, says: /spool\.max.*0/ },
  { wrong: { retention: {} }, says: /keep, olderThan/ },
])("refuses the options $wrong", ({ wrong, says }) => {
  const options = { registry, store, labels: { job: "shop" }, ...wrong } as DumpOptions;
  expect(() => startDump(options)).toThrow(says);
});
