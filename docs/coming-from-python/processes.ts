import { readFileSync } from "node:fs";
import { createMetrics, gather, processMetrics } from "@routemetrics/core";
import { grafanaDashboards } from "@routemetrics/dashboard";
import { Registry } from "prom-client";
import { expect, onTestFinished, vi } from "vitest";
import {
  ask,
  type RunningWorker,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "../../packages/core/test/processes/worker-group.js";
import { alone, type Check, type Checks } from "./application.js";

const namesIn = async (registry: Registry) =>
  (await gather(registry)).families.map(({ name }) => name);

/** Three features are shown by one run of a real cluster. */
let shown: Promise<void> | undefined;
const several: Check = () => {
  shown ??= showSeveral().catch((error) => {
    shown = undefined;
    throw error;
  });
  return shown;
};

async function showSeveral(): Promise<void> {
  const folder = temporaryFolder();
  const group = new WorkerGroup(folder, { PROCESS_METRICS: "yes" });
  onTestFinished(() => group.remove());
  await group.start(2);
  const [first, second] = group.workers as [RunningWorker, RunningWorker];
  await ask(first.own, "/");
  await ask(second.own, "/");
  await ask(second.own, "/");
  await ask(first.own, "/level?value=1");
  await ask(second.own, "/level?value=5");
  for (const { own } of [first, second]) {
    await vi.waitFor(async () => {
      const text = await ask(own, "/metrics");
      // Any worker answers for all: counters, histograms, infos, gauges by their aggregation.
      expect(valueIn(text, "requests_total")).toBe(3);
      expect(valueIn(text, "durations_count")).toBe(3);
      expect(valueIn(text, 'app_info{release="1"}')).toBe(1);
      expect(valueIn(text, "level_sum")).toBe(6);
      expect(valueIn(text, "level_min")).toBe(1);
      expect(valueIn(text, "level_max")).toBe(5);
      expect(valueIn(text, "level_mostRecent")).toBe(5);
      expect(text.match(/^level_perWorker\{worker="\d"\} [15]$/gm)).toHaveLength(2);
      expect(text.match(/^process_resident_memory_bytes\{worker="\d"\}/gm)).toHaveLength(2);
    });
  }
  await group.kill(second.pid);
  await vi.waitFor(async () => {
    // Nobody has to say which process is gone: its totals stay.
    expect(valueIn(await ask(first.own, "/metrics"), "requests_total")).toBe(3);
  });
}

/** `worker.mjs` makes its metrics with `createMetrics({ aggregate })` and gauges with `aggregation` and `liveOnly`. */
const settings: Check = async () => {
  const m = createMetrics({ ...alone(), aggregate: "auto" });
  const server = await m.startServer({ port: 0, host: "127.0.0.1" });
  expect((await fetch(server.url)).status).toBe(200);
  await m.close();
  const { Gauge } = await import("@routemetrics/core");
  const options = { name: "g", help: "G.", registry: null };
  const gauge = new Gauge({ ...options, aggregation: "max", liveOnly: true });
  expect(await gauge.metricFamily()).toMatchObject({ aggregation: "max", liveOnly: true });
  expect(() => new Gauge({ ...options, aggregation: "livesum" as never })).toThrow(/perWorker/);
};

const ofTheProcess: Check = async () => {
  const registry = new Registry();
  const stop = processMetrics(registry);
  const names = await namesIn(registry);
  expect(names).toEqual(
    expect.arrayContaining([
      "process_resident_memory_bytes",
      "process_start_time_seconds",
      "process_cpu_seconds_total",
      "nodejs_version_info",
      "nodejs_gc_duration_seconds",
    ]),
  );
  stop();
};

export const processes: Checks = {
  F53: settings,
  F54: settings,
  F55: several,
  F56: settings,
  F57: settings,
  F58: settings,
  F59: several,
  F63() {
    const [dashboard] = grafanaDashboards();
    expect(JSON.stringify(dashboard)).toContain("http_request_duration_seconds");
    const manifest = readFileSync(
      new URL("../../packages/dashboard/package.json", import.meta.url),
      "utf8",
    );
    expect(JSON.parse(manifest).bin).toHaveProperty("routemetrics-dashboards");
  },
  C42: ofTheProcess,
  C43: ofTheProcess,
  C44: ofTheProcess,
  async C45() {
    const registry = new Registry();
    const stop = processMetrics(registry, ["process", "nodejs_heap"]);
    const names = await namesIn(registry);
    expect(names).toContain("process_cpu_seconds_total");
    expect(names).toContain("nodejs_heap_size_total_bytes");
    expect(names).not.toContain("nodejs_gc_duration_seconds");
    stop();
    const m = createMetrics({ ...alone(), processMetrics: ["nodejs_version_info"] });
    const text = (await m.render()).body.toString();
    expect(text).toContain("nodejs_version_info");
    expect(text).not.toContain("process_cpu");
    await m.close();
  },
  C46: settings,
  C47: settings,
  C50: several,
};
