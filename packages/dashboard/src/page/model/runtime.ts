import type { MetricFamily } from "@routemetrics/core";

/** What a scrape says of the process, or of all workers together. */
export interface Runtime {
  /** When the oldest worker began, in seconds since the epoch by the clock of the service. */
  readonly startedAt?: number;
  /** Seconds of CPU used so far. */
  readonly cpuSeconds?: number;
  readonly residentBytes?: number;
  readonly heapUsedBytes?: number;
  readonly heapTotalBytes?: number;
  readonly lagMean?: number;
  readonly lagP99?: number;
  readonly inFlight?: number;
  readonly workers?: number;
  readonly workersMissing?: number;
  readonly nodeVersion?: string;
}

type Combine = (values: number[]) => number;

const sum: Combine = (values) => values.reduce((a, b) => a + b, 0);
const smallest: Combine = (values) => Math.min(...values);
const largest: Combine = (values) => Math.max(...values);

export function readRuntime(families: readonly MetricFamily[], inFlight?: string): Runtime {
  const read = <K extends keyof Runtime>(key: K, name: string, combine: Combine) => {
    const values = valuesOf(families, name);
    return values.length > 0 ? { [key]: combine(values) } : {};
  };
  const version = families.find((family) => family.name === "nodejs_version_info")?.series[0];
  return {
    ...read("startedAt", "process_start_time_seconds", smallest),
    ...read("cpuSeconds", "process_cpu_seconds_total", sum),
    ...read("residentBytes", "process_resident_memory_bytes", sum),
    ...read("heapUsedBytes", "nodejs_heap_size_used_bytes", sum),
    ...read("heapTotalBytes", "nodejs_heap_size_total_bytes", sum),
    ...read("lagMean", "nodejs_eventloop_lag_mean_seconds", largest),
    ...read("lagP99", "nodejs_eventloop_lag_p99_seconds", largest),
    ...read("workers", "routemetrics_workers", sum),
    ...read("workersMissing", "routemetrics_workers_missing", sum),
    ...(inFlight ? read("inFlight", inFlight, sum) : {}),
    ...(version?.labels.version ? { nodeVersion: version.labels.version } : {}),
  };
}

function valuesOf(families: readonly MetricFamily[], name: string): number[] {
  const family = families.find((one) => one.name === name);
  return (family?.series ?? [])
    .map((one) => ("value" in one ? one.value : Number.NaN))
    .filter(Number.isFinite);
}
