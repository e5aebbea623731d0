import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { findBinary, requireBinary } from "@routemetrics/conformance/servers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, type RunningWorker, temporaryFolder, valueIn, WorkerGroup } from "./worker-group.js";

let folder: string;
let group: WorkerGroup;

beforeEach(() => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder, {}, "differing-worker.mjs");
});
afterEach(() => group.remove());

async function startOldNewAndNone(): Promise<{ old: RunningWorker; young: RunningWorker }> {
  for (const release of ["old", "new", "none"]) await group.start(1, { RELEASE: release });
  const [old, young] = group.workers as [RunningWorker, RunningWorker];
  return { old, young };
}

test("workers that mean something else by a name are one answer, which is the same from each", async () => {
  const { old, young } = await startOldNewAndNone();
  for (const { own } of [old, young]) {
    const text = await ask(own, "/metrics");
    // The worker that never called metrics() is none of them.
    expect(valueIn(text, "routemetrics_workers")).toBe(2);
    expect(valueIn(text, "routemetrics_workers_missing")).toBe(0);
    expect(valueIn(text, 'jobs_total{kind="mail"}')).toBe(2);
    expect(valueIn(text, 'jobs_total{place="here"}')).toBe(2);
    // Of the bounds those that both have.
    expect(text.match(/^sizes_bucket.*$/gm)).toEqual([
      'sizes_bucket{le="1"} 0',
      'sizes_bucket{le="4"} 2',
      'sizes_bucket{le="+Inf"} 2',
    ]);
    expect(valueIn(text, "sizes_count")).toBe(2);
    // Where two differ in more than a number, the older worker stands.
    expect(text).toContain("# TYPE odd summary\n");
    expect(valueIn(text, "odd_count")).toBe(1);
    expect(valueIn(text, "level")).toBe(6);
    expect(JSON.parse(await ask(own, "/"))).toEqual([
      expect.stringContaining('"odd" is a summary in one process and a histogram in another'),
    ]);
  }
});

test.each(["text/plain; version=0.0.4", "application/openmetrics-text; version=1.0.0"])(
  "what differing workers answer in %s is what a scraper takes",
  async (accept) => {
    const { young } = await startOldNewAndNone();
    const response = await fetch(`http://127.0.0.1:${young.own}/metrics`, { headers: { accept } });
    const text = await response.text();
    const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    const names = samples.map((line) => line.slice(0, line.lastIndexOf(" ")));
    expect(names.length).toBe(new Set(names).size);
    const types = text.match(/^# TYPE \S+/gm) ?? [];
    expect(types.length).toBe(new Set(types).size);
  },
);

test.skipIf(requireBinary("promtool"))("promtool takes what differing workers answer", async () => {
  const { old } = await startOldNewAndNone();
  const input = await ask(old.own, "/metrics");
  const { status, stderr } = spawnSync(String(findBinary("promtool")), ["check", "metrics"], {
    input,
  });
  expect([status, stderr.toString()]).toEqual([0, ""]);
});

test("what a release makes of a name is what the total of ended workers is about", async () => {
  const { old, young } = await startOldNewAndNone();
  await group.start(1, { RELEASE: "new" });
  const last = group.workers.at(-1) as RunningWorker;
  const shown = async () => {
    const text = await ask(last.own, "/metrics");
    const samples = [
      "odd_count",
      "sizes_count",
      'jobs_total{kind="mail"}',
      'jobs_total{place="here"}',
    ];
    return samples.map((sample) => valueIn(text, sample));
  };
  expect(await shown()).toEqual([1, 3, 2, 4]);
  await group.kill(old.pid);
  await folded(old);
  expect(await shown()).toEqual([2, 3, 2, 4]);
  await group.kill(young.pid);
  await folded(young);
  expect(await shown()).toEqual([2, 3, 2, 4]);
});

/** What a worker has left is in the total. */
function folded({ pid }: RunningWorker): Promise<void> {
  const left = () =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.includes(`/${pid}.`),
    );
  return vi.waitFor(() => expect(left()).toEqual([]), 20_000);
}
