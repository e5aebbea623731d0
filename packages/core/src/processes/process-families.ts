import type { Aggregation, FamilyHead } from "../metric-family.js";

/** prom-client's default metrics, which tell about one process. */
const PROCESS_METRIC =
  /^(process_(cpu_(user_|system_)?seconds_total|start_time_seconds|(resident|virtual)_memory_bytes|heap_bytes|(open|max)_fds)|nodejs_(eventloop_lag|active_(handles|requests|resources)|heap_(size|space)|external_memory|gc_duration|version_info)\w*)$/;

export type ProcessMetricsMode = "perWorker" | "sum";

/** How the values of a family's processes become one. */
export function aggregationOf(family: FamilyHead, mode: ProcessMetricsMode): Aggregation {
  const own = family.aggregation ?? "sum";
  if (mode === "sum" || own === "first" || !PROCESS_METRIC.test(family.name)) return own;
  return "perWorker";
}

/**
 * True when the values of a process end with it: what is counted stays, a level
 * of something that is gone does not, unless the metric says otherwise.
 */
export function endsWithProcess(family: FamilyHead): boolean {
  if (family.liveOnly !== undefined) return family.liveOnly;
  return family.type !== "counter" && family.type !== "histogram" && family.type !== "summary";
}
