import { isCollectorSource } from "../collector/collector.js";
import { registryDefaultLabels, withDefaultLabels } from "../exposition/default-labels.js";
import { type GatherError, gather } from "../exposition/gather.js";
import { mergeFamilies } from "../exposition/merge-families.js";
import { isFamilySource } from "../family-source.js";
import { isLiveFamilySource, type LiveFamilySource } from "../live-family.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { ComparedEntries } from "./compared-entries.js";
import { EntryWriter } from "./entries.js";
import { LiveEntries, type ReadOptions } from "./live-entries.js";
import type { Entry } from "./log-format.js";

/** What a collector may take, in seconds: less than a scrape waits for the other processes. */
const TIME_LIMIT = 0.8;

/** How the metrics of the registries are read. */
interface Sorted {
  /** Series by series. */
  readonly live: ReadonlyMap<LiveFamilySource, RegistryLike>;
  /** As a whole: other clients' metrics, collectors, and what has its name from several registries. */
  readonly whole: ReadonlySet<object>;
}

/** What this process has counted, as entries of its log: what has changed, or everything. */
export class OwnSnapshot {
  readonly #registries: readonly RegistryLike[];
  readonly #writer = new EntryWriter();
  readonly #live = new Map<LiveFamilySource, LiveEntries>();
  readonly #compared = new ComparedEntries(this.#writer);
  /** Names that are not only those of a metric of ours. */
  readonly #shared = new Set<string>();
  #pending: Entry[] = [];

  constructor(registries: readonly RegistryLike[]) {
    this.#registries = registries;
  }

  /**
   * Reads what can only be read as a whole, for `entries` to tell. With functions
   * it is what a scrape reads, without them what costs nothing to read. What
   * fails keeps its last values.
   */
  async read({ functions }: Pick<ReadOptions, "functions">): Promise<readonly GatherError[]> {
    const { live, whole } = this.#sort();
    const liveNames = new Set(Array.from(live.keys(), nameOf));
    const isRead = (metric: object) => whole.has(metric) && (functions || isCheap(metric));
    if (!functions && ![...whole].some(isRead)) return [];
    const views = this.#registries.map((registry) => viewOf(registry, isRead));
    const { families, errors } = await gather(views, { timeLimit: TIME_LIMIT });
    const shared = families.filter(({ name }) => liveNames.has(name));
    if (shared.length > 0) {
      // A collector tells more of a metric of ours: the two are to be joined.
      for (const { name } of shared) this.#shared.add(name);
      return this.read({ functions });
    }
    const slices = new Slices();
    for (const entry of this.#compared.update(families)) {
      if (entry !== undefined) this.#pending.push(entry);
      if (slices.due) await slices.turn();
    }
    if (functions && errors.length === 0) {
      this.#pending.push(...this.#compared.retain(new Set(families.map(({ name }) => name))));
    }
    return errors;
  }

  /** As `read`, at once: what is behind a promise keeps its last values. */
  readNow(): void {
    const { whole } = this.#sort();
    const families: MetricFamily[] = [];
    for (const registry of this.#registries) {
      const defaults = registryDefaultLabels(registry);
      const read = registry.getMetricsAsArray().flatMap((metric): MetricFamily[] => {
        const isRead = whole.has(metric) && isFamilySource(metric) && isCheap(metric);
        const family = isRead && metric.metricFamily();
        return family && !(family instanceof Promise) ? [withDefaultLabels(family, defaults)] : [];
      });
      families.push(...read);
    }
    for (const entry of this.#compared.update(mergeFamilies(families).families)) {
      if (entry !== undefined) this.#pending.push(entry);
    }
  }

  /** Undefined where there is nothing to tell; the caller may stop for a while at each step. */
  *entries(options: ReadOptions): Generator<Entry | undefined, void> {
    const pending = this.#pending;
    this.#pending = [];
    yield* options.everything ? this.#writer.allBounds() : pending;
    if (options.everything) yield* this.#compared.everything();
    const { live } = this.#sort();
    for (const [metric, registry] of live) {
      let entries = this.#live.get(metric);
      if (entries === undefined) {
        entries = new LiveEntries(metric, this.#writer);
        this.#live.set(metric, entries);
      }
      yield* entries.read(options, registryDefaultLabels(registry));
    }
    for (const [metric, entries] of this.#live) {
      if (live.has(metric)) continue;
      this.#live.delete(metric);
      yield* entries.remove();
    }
  }

  #sort(): Sorted {
    const live = new Map<LiveFamilySource, RegistryLike>();
    const whole = new Set<object>();
    const byName = new Map<string, object>();
    for (const registry of this.#registries) {
      for (const metric of registry.getMetricsAsArray()) {
        const name = nameOf(metric);
        const namesake = byName.get(name);
        byName.set(name, metric);
        if (namesake !== undefined) {
          whole.add(namesake).add(metric);
          live.delete(namesake as LiveFamilySource);
        } else if (
          !this.#shared.has(name) &&
          isLiveFamilySource(metric) &&
          metric.liveFamily() !== undefined
        ) {
          live.set(metric, registry);
        } else whole.add(metric);
      }
    }
    return { live, whole };
  }
}

function nameOf(metric: object): string {
  return (metric as { readonly name: string }).name;
}

/** No collector, and no metric that calls one. */
function isCheap(metric: object): boolean {
  return !isCollectorSource(metric) && (metric as { collect?: unknown }).collect === undefined;
}

/** The registry with some of its metrics. */
function viewOf(registry: RegistryLike, isIn: (metric: object) => boolean): RegistryLike {
  const view: RegistryLike = {
    getMetricsAsArray: () => registry.getMetricsAsArray().filter(isIn),
    getSingleMetric: (name) => registry.getSingleMetric(name),
    registerMetric: (metric) => registry.registerMetric(metric),
    removeSingleMetric: (name) => registry.removeSingleMetric(name),
  };
  // Read each time: an application may set default labels late.
  return Object.defineProperty(view, "_defaultLabels", {
    get: () => registryDefaultLabels(registry),
  });
}
