import { PerformanceObserver } from "node:perf_hooks";
import { Registry as RenamedRegistry } from "@prometheus-io/client";
import { collectDefaultMetrics, Registry } from "prom-client";
import { beforeEach, expect, test, vi } from "vitest";
import { gather, processMetrics, type RegistryLike } from "../index.js";

let registry: Registry;
beforeEach(() => {
  registry = new Registry();
});
const names = () => registry.getMetricsAsArray().map(({ name }) => name);
const readValue = async (name: string, of: RegistryLike = registry) => {
  const { families, errors } = await gather(of);
  expect(errors).toEqual([]);
  const series = families.find((family) => family.name === name)?.series[0];
  return series && "value" in series ? series.value : undefined;
};

test("all are prom-client's, with its names", async () => {
  processMetrics(registry);
  const reference = new Registry();
  collectDefaultMetrics({ register: reference });
  expect(names()).toEqual(reference.getMetricsAsArray().map(({ name }) => name));
  expect(await readValue("process_resident_memory_bytes")).toBeGreaterThan(1e6);
});

test.each([
  { which: false, expected: [] },
  { which: [], expected: [] },
  { which: ["nodejs_version_info"], expected: ["nodejs_version_info"] },
  {
    which: ["process_cpu", "nodejs_gc"],
    expected: [
      "process_cpu_user_seconds_total",
      "process_cpu_system_seconds_total",
      "process_cpu_seconds_total",
      "nodejs_gc_duration_seconds",
    ],
  },
])("$which are chosen by name or group", ({ which, expected }) => {
  processMetrics(registry, which);
  expect(names()).toEqual(expected);
});

test("an unknown name is refused, with the names there are", () => {
  expect(() => processMetrics(registry, ["process_cpu", "proces"])).toThrow(
    expect.objectContaining({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringMatching(/"proces".*process_cpu_seconds_total/),
    }),
  );
  expect(names()).toEqual([]);
});

test("a metric that another one of its group reads has its value without that one", async () => {
  processMetrics(registry, ["nodejs_heap_size_used_bytes", "nodejs_external_memory_bytes"]);
  expect(await readValue("nodejs_heap_size_used_bytes")).toBeGreaterThan(1e6);
  expect(await readValue("nodejs_external_memory_bytes")).toBeGreaterThan(0);
});

test("what the registry has already stays, whoever added it", () => {
  collectDefaultMetrics({ register: registry });
  const before = registry.getMetricsAsArray();
  const stop = processMetrics(registry);
  expect(registry.getMetricsAsArray()).toEqual(before);
  stop();
  expect(names()).toHaveLength(before.length);
});

test("are added once, and stay until the last of their users stops", () => {
  const first = processMetrics(registry);
  const second = processMetrics(registry);
  const count = names().length;
  first();
  first();
  expect(names()).toHaveLength(count);
  second();
  expect(names()).toEqual([]);
});

test("stopping ends what measures in the background", () => {
  const disconnect = vi.spyOn(PerformanceObserver.prototype, "disconnect");
  const observe = vi.spyOn(PerformanceObserver.prototype, "observe");
  const stop = processMetrics(registry);
  expect(observe).toHaveBeenCalledOnce();
  expect(disconnect).not.toHaveBeenCalled();
  stop();
  expect(disconnect).toHaveBeenCalledOnce();
  processMetrics(registry, ["process_cpu"]);
  expect(disconnect).toHaveBeenCalledTimes(2);
  vi.restoreAllMocks();
});

test("fit a registry of the renamed client", async () => {
  const renamed = new RenamedRegistry() as unknown as RegistryLike;
  processMetrics(renamed);
  expect(await readValue("process_start_time_seconds", renamed)).toBeGreaterThan(1e9);
});
