import { collectDefaultMetrics, Registry } from "prom-client";
import { MetricsError } from "../errors.js";
import type { RegistryLike } from "../registry-like.js";
import { noteBackgroundWork } from "./background-work.js";

/** A metric of prom-client's: one of a group reads the system for all of them. */
interface ProcessMetric {
  readonly name: string;
  collect?: () => unknown;
}

/** Who uses the process metrics of a registry, and how to stop them. */
interface Usage {
  users: number;
  readonly stops: (() => void)[];
}

const usages = new WeakMap<RegistryLike, Usage>();

/**
 * Adds prom-client's default metrics to a registry: all, or those of the given
 * names or groups. A group is the beginning of a name: `process`, `nodejs_gc`.
 *
 * What the registry has already stays, whoever added it. The function returned
 * stops what measures in the background and takes the metrics out, once everyone
 * who added some to this registry has called it.
 */
export function processMetrics(
  registry: RegistryLike,
  which: boolean | readonly string[] = true,
): () => void {
  if (which === false) return () => {};
  const usage = usages.get(registry) ?? { users: 0, stops: [] };
  usage.stops.push(add(registry, which));
  usage.users += 1;
  usages.set(registry, usage);
  let open = true;
  return () => {
    if (!open) return;
    open = false;
    usage.users -= 1;
    if (usage.users === 0) for (const stop of usage.stops.splice(0)) stop();
  };
}

function add(registry: RegistryLike, which: true | readonly string[]): () => void {
  const own = new Registry();
  const background = noteBackgroundWork(() => collectDefaultMetrics({ register: own }));
  try {
    const all = own.getMetricsAsArray() as unknown as ProcessMetric[];
    const added = select(all, which).filter(({ name }) => !registry.getSingleMetric(name));
    readForThemselves(all, added);
    for (const metric of added) registry.registerMetric(metric);

    const has = (part: string) => added.some(({ name }) => name.startsWith(part));
    if (!has("nodejs_eventloop_lag_")) background.stopEventLoopDelay();
    if (!has("nodejs_gc_")) background.stopGarbageCollection();
    return () => {
      background.stopEventLoopDelay();
      background.stopGarbageCollection();
      for (const metric of added) {
        if (registry.getSingleMetric(metric.name) === metric) {
          registry.removeSingleMetric(metric.name);
        }
      }
    };
  } catch (error) {
    background.stopEventLoopDelay();
    background.stopGarbageCollection();
    throw error;
  }
}

function select(all: readonly ProcessMetric[], which: true | readonly string[]): ProcessMetric[] {
  if (which === true) return [...all];
  const isIn = (name: string, choice: string) => name === choice || name.startsWith(`${choice}_`);
  for (const choice of which) {
    if (all.some(({ name }) => isIn(name, choice)) || ELSEWHERE.has(choice)) continue;
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `processMetrics has ${JSON.stringify(choice)}, which is none of: ` +
        `${all.map(({ name }) => name).join(", ")}; the beginning of a name stands for a group.`,
    );
  }
  return all.filter(({ name }) => which.some((choice) => isIn(name, choice)));
}

/** Metrics of Linux, which the same settings may name on a developer's machine. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "process_open_fds",
  "process_max_fds",
  "process_virtual_memory_bytes",
  "process_heap_bytes",
]);

/**
 * Those of a group follow the one with `collect` in prom-client's list. When that
 * is left out, the first of them that stays has to read the system instead.
 */
function readForThemselves(all: readonly ProcessMetric[], chosen: readonly ProcessMetric[]): void {
  let leader: ProcessMetric | undefined;
  for (const metric of all) {
    if (metric.collect !== undefined) leader = metric;
    else if (chosen.includes(metric) && leader !== undefined && !chosen.includes(leader)) {
      const { collect } = leader;
      metric.collect = () => collect?.call(leader);
      leader = undefined;
    }
  }
}
