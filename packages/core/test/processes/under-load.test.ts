import { setTimeout as sleep } from "node:timers/promises";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { expect, onTestFinished, test, vi } from "vitest";
import { ask, removeFolder, temporaryFolder, valueIn, WorkerGroup } from "./worker-group.js";

/** Milliseconds of load: a whole minute where it runs beside other tests. */
const LOAD = process.env.CI || process.env.ROUTEMETRICS_SOAK ? 60_000 : 15_000;
/** What SIGKILL may cost: the documented second, and the time to write it down on a busy machine. */
const WINDOW = 2000;
const missing = requireBinary("prometheus");

const TOTALS = ["requests_total", "foreign_total", "durations_count", "durations_sum"];

async function startGroup(): Promise<WorkerGroup> {
  const folder = temporaryFolder();
  const group = new WorkerGroup(folder, {}, await bundleWorker(folder));
  onTestFinished(async () => {
    await group.stop();
    removeFolder(folder);
  });
  await group.start(4);
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

test.skipIf(missing)(
  "nothing is lost and nothing counts twice while workers are killed under load",
  async () => {
    const group = await startGroup();
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
    expect(total).toBeLessThanOrEqual(answered + load.failed);
    expect(total).toBeGreaterThanOrEqual(answered - mayBeLost);
    expect(valueIn(text, "foreign_total")).toBe(total);
    expect(valueIn(text, "durations_count")).toBe(total);

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
