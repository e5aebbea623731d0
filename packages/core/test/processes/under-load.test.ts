import { setTimeout as sleep } from "node:timers/promises";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { expect, type TestContext, test, vi } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

/** Milliseconds of load: a whole minute where it runs beside other tests. */
const LOAD = process.env.CI || process.env.ROUTEMETRICS_SOAK ? 60_000 : 15_000;
/** What SIGKILL may cost: the documented second, and the time to write it down on a busy machine. */
const WINDOW = 2000;
const missing = requireBinary("prometheus");

const TOTALS = ["requests_total", "foreign_total", "durations_count", "durations_sum"];

// The tests run beside each other: most of the time each of them waits.
type OnTestFinished = TestContext["onTestFinished"];

async function newGroup(onTestFinished: OnTestFinished): Promise<WorkerGroup> {
  const folder = temporaryFolder();
  const group = new WorkerGroup(folder, {}, await bundleWorker(folder));
  onTestFinished(() => group.remove());
  return group;
}

/** Sends requests to the port that all share, and keeps what was answered. */
class Load {
  readonly answers: { readonly pid: number; readonly time: number }[] = [];
  failed = 0;
  #running = true;
  readonly #loops: Promise<void>[];

  constructor(port: number) {
    this.#loops = Array.from({ length: 4 }, () => this.#loop(port));
  }

  async #loop(port: number): Promise<void> {
    while (this.#running) {
      try {
        const pid = Number(await ask(port));
        this.answers.push({ pid, time: performance.now() });
      } catch {
        this.failed += 1;
      }
      await sleep(5);
    }
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#loops);
  }
}

/** Scrapes one worker after the other: no total may be less than before, whoever answers. */
async function watchTotals(group: WorkerGroup, isOver: () => boolean): Promise<number> {
  const last = new Map<string, number>();
  let scrapes = 0;
  for (let turn = 0; !isOver(); turn++) {
    const worker = group.workers[turn % group.workers.length];
    const text = await ask(worker?.own ?? 0, "/metrics").catch(() => undefined);
    if (text === undefined) continue;
    scrapes += 1;
    for (const name of TOTALS) {
      const value = valueIn(text, name) as number;
      expect(value, name).toBeGreaterThanOrEqual(last.get(name) ?? 0);
      last.set(name, value);
    }
    await sleep(50);
  }
  return scrapes;
}

test.skipIf(missing).concurrent(
  "nothing is lost and nothing counts twice while workers are killed under load",
  async ({ onTestFinished }) => {
    const group = await newGroup(onTestFinished);
    await group.startTogether(4);
    const { port } = group.workers[0] as { port: number };
    const prometheus = await startPrometheus({ targets: [`http://127.0.0.1:${port}/metrics`] });
    onTestFinished(() => prometheus.stop());
    await prometheus.scraped();

    const load = new Load(port);
    let isOver = false;
    const watching = watchTotals(group, () => isOver);
    // Looked at in the end.
    watching.catch(() => {});
    const end = performance.now() + LOAD;
    let mayBeLost = 0;
    for (let turn = 0; performance.now() < end; turn++) {
      await sleep(300 + Math.random() * 700);
      const victim = group.workers[Math.floor(Math.random() * group.workers.length)];
      const pid = victim?.pid as number;
      await group.kill(pid, turn % 2 === 0 ? "SIGKILL" : "SIGTERM");
      const since = performance.now() - WINDOW;
      mayBeLost += load.answers.filter((one) => one.pid === pid && one.time > since).length;
      await group.start(1);
    }
    await load.stop();
    isOver = true;
    expect(await watching).toBeGreaterThan(LOAD / 1000);

    const text = await ask(group.workers[0]?.own as number, "/metrics");
    const total = valueIn(text, "requests_total") as number;
    const answered = load.answers.length;
    // Families are written down one after the other: what a kill costs may differ between them.
    for (const name of ["requests_total", "foreign_total", "durations_count"]) {
      const value = valueIn(text, name);
      expect(value, name).toBeLessThanOrEqual(answered + load.failed);
      expect(value, name).toBeGreaterThanOrEqual(answered - mayBeLost);
    }

    await vi.waitFor(
      async () => {
        const [sample] = await prometheus.query("requests_total");
        expect(sample?.value).toBe(total);
      },
      { timeout: 20_000, interval: 500 },
    );
    for (const name of [...TOTALS, "durations_bucket"]) {
      for (const { labels, value } of await prometheus.query(`resets(${name}[10m])`)) {
        expect(value, `resets of ${name} ${labels.le}`).toBe(0);
      }
    }
    const [increase] = await prometheus.query(
      "max_over_time(requests_total[10m]) - min_over_time(requests_total[10m])",
    );
    expect(increase?.value).toBe(total);
    const [extrapolated] = await prometheus.query("increase(requests_total[10m])");
    // It extends the samples to the ends of the range, by half a scrape interval on each side.
    expect(extrapolated?.value).toBeGreaterThan(total * 0.9);
    expect(extrapolated?.value).toBeLessThan(total * 1.1);
  },
  LOAD * 3 + 60_000,
);

const RESTARTS = 200;
/** So many at once. */
const TOGETHER = 10;

/** What a worker that stays pays for those that come and go. */
async function measure(group: WorkerGroup, keeper: RunningWorker) {
  const times: number[] = [];
  const texts: string[] = [];
  for (let turn = 0; turn < 7; turn++) {
    const begin = performance.now();
    texts.push(await ask(keeper.own, "/metrics"));
    times.push(performance.now() - begin);
  }
  const memory = Number(await ask(keeper.own, "/memory"));
  const { files, bytes } = group.shared();
  return {
    milliseconds: Math.min(...times),
    memory,
    files,
    bytes,
    lines: lines(texts[0] as string),
  };
}

const lines = (text: string) => text.split("\n").length;

test.concurrent("two hundred restarts leave files, memory and the time of a scrape as they were", async ({
  onTestFinished,
}) => {
  const group = await newGroup(onTestFinished);
  await group.startTogether(1 + TOGETHER);
  const keeper = group.workers[0] as RunningWorker;
  const count = async (victims: readonly RunningWorker[]) => {
    await Promise.all(victims.map(({ own }) => ask(own)));
    // What has been exposed is not lost by any signal.
    return (await sampleOf(keeper.own, "requests_total")) as number;
  };
  const others = () => group.workers.filter(({ pid }) => pid !== keeper.pid);
  const restart = async (turn: number) => {
    const victims = others();
    const signal = turn % 2 === 0 ? "SIGKILL" : "SIGTERM";
    await Promise.all(victims.map(({ pid }) => group.kill(pid, signal)));
    await group.startTogether(TOGETHER);
  };
  const settled = () =>
    vi.waitFor(
      async () => {
        expect(await sampleOf(keeper.own, "routemetrics_workers")).toBe(1 + TOGETHER);
        expect(group.shared().files).toBe(3 * (1 + TOGETHER) + 1);
      },
      { timeout: 20_000, interval: 100 },
    );

  await count(others());
  await restart(0);
  await settled();
  const before = await measure(group, keeper);
  let requests = TOGETHER;
  for (let restarts = TOGETHER; restarts < RESTARTS; restarts += TOGETHER) {
    requests += TOGETHER;
    expect(await count(others())).toBe(requests);
    await restart(restarts / TOGETHER);
  }
  await settled();
  const after = await measure(group, keeper);
  expect(valueIn(await ask(keeper.own, "/metrics"), "requests_total")).toBe(requests);
  expect(after.lines).toBe(before.lines);
  expect(after.bytes).toBeLessThan(before.bytes * 1.5);
  expect(after.memory).toBeLessThan(before.memory * 1.3);
  expect(after.milliseconds).toBeLessThan(before.milliseconds * 3 + 50);
}, 240_000);
