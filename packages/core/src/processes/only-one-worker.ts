import type { CollectorSource } from "../collector/collector.js";
import type { Metrics } from "../metrics.js";
import type { RegistryLike } from "../registry-like.js";
import type { LastWork } from "./leadership.js";

/** A registry whose background work is done by one worker for all. */
export interface LedRegistry extends RegistryLike {
  isLeader(): boolean;
  /** As `Metrics.handOver`. */
  handOver(work: LastWork): Promise<void>;
}

/**
 * A registry for what is done once for all workers, such as remote write or dumps:
 * in one worker it holds the metrics of all, in the others nothing, and when that
 * worker ends the next one takes over. What is registered in it goes to `m`.
 *
 * Whatever sends it asks `isFollower` before each turn: to push nothing could
 * replace what the leader has pushed.
 */
export function onlyOneWorker(
  m: Pick<Metrics, "gather" | "handOver" | "isLeader" | "registry">,
): LedRegistry {
  const all: CollectorSource & { readonly name: string } = {
    name: "routemetrics_all_workers",
    metricFamilies: async (names) =>
      m.isLeader() ? (await m.gather({ names: [...names] })).families : [],
  };
  return {
    isLeader: () => m.isLeader(),
    handOver: (work) => m.handOver(work),
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
  return ledOf(registries).some((registry) => !registry.isLeader());
}

/**
 * The end of what is done in the background. Of a registry of `onlyOneWorker()` another worker
 * goes on with it: `work` is run here only while this worker leads, before it leaves that to the
 * next one, and in the last worker of all, with `isLast`. Of other registries it is always the last.
 */
export async function handOver(
  registries: RegistryLike | readonly RegistryLike[],
  work: LastWork,
): Promise<void> {
  const inAll = ledOf(registries).reduce<LastWork>(
    (next, registry) => (isLast) => registry.handOver((own) => next(isLast && own)),
    work,
  );
  await inAll(true);
}

function ledOf(registries: RegistryLike | readonly RegistryLike[]): LedRegistry[] {
  const all = [registries].flat() as Partial<LedRegistry>[];
  return all.filter((one) => typeof one.isLeader === "function") as LedRegistry[];
}
