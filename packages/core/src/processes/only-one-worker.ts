import type { CollectorSource } from "../collector/collector.js";
import type { Metrics } from "../metrics.js";
import type { RegistryLike } from "../registry-like.js";

/** A registry whose background work is done by one worker for all. */
export interface LedRegistry extends RegistryLike {
  isLeader(): boolean;
}

/**
 * A registry for what is done once for all workers, such as remote write or dumps:
 * in one worker it holds the metrics of all, in the others nothing, and when that
 * worker ends the next one takes over. What is registered in it goes to `m`.
 *
 * Whatever sends it asks `isFollower` before each turn: to push nothing could
 * replace what the leader has pushed.
 */
export function onlyOneWorker(m: Pick<Metrics, "gather" | "isLeader" | "registry">): LedRegistry {
  const all: CollectorSource & { readonly name: string } = {
    name: "routemetrics_all_workers",
    metricFamilies: async (names) =>
      m.isLeader() ? (await m.gather({ names: [...names] })).families : [],
  };
  return {
    isLeader: () => m.isLeader(),
    getMetricsAsArray: () => [all],
    getSingleMetric: (name) => m.registry.getSingleMetric(name),
    registerMetric: (metric) => m.registry.registerMetric(metric),
    removeSingleMetric: (name) => m.registry.removeSingleMetric(name),
  };
}

/**
 * True when a registry is one of `onlyOneWorker()` whose work another worker does
 * at present: whoever sends it in the background leaves this turn out.
 */
export function isFollower(registries: RegistryLike | readonly RegistryLike[]): boolean {
  return ([registries].flat() as Partial<LedRegistry>[]).some(
    (registry) => typeof registry.isLeader === "function" && !registry.isLeader(),
  );
}
