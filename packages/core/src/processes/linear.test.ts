import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { Histogram } from "../metric/histogram.js";
import type { RegistryLike } from "../registry-like.js";
import { addLog } from "./fold-ended.js";
import { collectLog } from "./log-buffer.js";
import { ProcessMerge } from "./merge-processes.js";
import { MergedLog } from "./merged-log.js";
import { OwnSnapshot } from "./own-snapshot.js";

/** The log of a process with so many series. */
async function logOf(count: number): Promise<Buffer> {
  const registry = new Registry() as RegistryLike;
  const labelNames = ["method", "path"] as const;
  const options = { name: "h", help: "h", nativeHistogram: true, maxSeries: count };
  const histogram = new Histogram({ ...options, labelNames, registry });
  for (let path = 0; path < count; path++) {
    histogram.labels({ method: "GET", path: String(path) }).observe(path / 1000);
  }
  const reading = { everything: true, functions: true, onError: () => {} };
  return collectLog(true, (log) => new OwnSnapshot([registry]).write(log, reading));
}

/** Milliseconds of work that a scrape of four such processes takes; the least of some. */
async function costOf(log: Buffer): Promise<number> {
  const costs: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    const begin = process.cpuUsage();
    const merge = new ProcessMerge("perWorker");
    for (const worker of ["0", "1", "2", "3"]) {
      await addLog(new MergedLog(merge, { worker, live: true, rank: 0 }), log);
    }
    merge.families();
    const { user, system } = process.cpuUsage(begin);
    costs.push((user + system) / 1000);
  }
  return Math.min(...costs);
}

test("the cost of a scrape is linear in the number of series", async () => {
  const [few, many] = [await logOf(500), await logOf(8000)];
  await costOf(few);
  const ratio = (await costOf(many)) / (await costOf(few));
  // 16 when it is linear, 256 when it is quadratic.
  expect(ratio).toBeLessThan(64);
});
