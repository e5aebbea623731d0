import type { CollectorSource } from "../collector/collector.js";
import type { Metrics } from "../metrics.js";
import type { RegistryLike } from "../registry-like.js";

/**
 * A registry for what is done once for all workers, such as remote write or dumps:
 * in one worker it holds the metrics of all, in the others nothing, and when that
 * worker ends the next one takes over. What is registered in it goes to `m`.
 *
 * A push that replaces what is there must not be done with nothing: ask
 * `m.isLeader()` before it.
 */
export function onlyOneWorker(m: Pick<Metrics, "gather" | "isLeader" | "registry">): RegistryLike {
  const all: CollectorSource & { readonly name: string } = {
    name: "routemetrics_all_workers",
    metricFamilies: async (names) =>
      m.isLeader() ? (await m.gather({ names: [...names] })).families : [],
  };
  return {
    getMetricsAsArray: () => [all],
    getSingleMetric: (name) => m.registry.getSingleMetric(name),
    registerMetric: (metric) => m.registry.registerMetric(metric),
    removeSingleMetric: (name) => m.registry.removeSingleMetric(name),
  };
}
