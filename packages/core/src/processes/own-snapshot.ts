import { isCollectorSource } from "../collector/collector.js";
import { registryDefaultLabels, withDefaultLabels } from "../exposition/default-labels.js";
import { type GatherError, gather } from "../exposition/gather.js";
import { mergeFamilies } from "../exposition/merge-families.js";
import { isFamilySource } from "../family-source.js";
import { isLiveFamilySource, type LiveFamily, type LiveFamilySource } from "../live-family.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { ComparedFamilies } from "./compared-families.js";
import { LiveWriter, type ReadOptions } from "./live-writer.js";
import type { LogBuffer } from "./log-buffer.js";
import { SeriesWriter } from "./series-writer.js";
import { TimeShare } from "./time-share.js";

/** What a collector may take, in seconds: less than a scrape waits for the other processes. */
const TIME_LIMIT = 0.8;

/** How the metrics of the registries are read. */
interface Sorted {
  /** Series by series, each with labels that stay. */
  readonly live: ReadonlyMap<LiveFamilySource, RegistryLike>;
  /** As a whole: other clients' metrics, collectors, facts, and what has its name from several registries. */
  readonly whole: ReadonlySet<object>;
}

/** What this process has counted, to be written into its log: what has changed, or everything. */
export class OwnSnapshot {
  readonly #registries: readonly RegistryLike[];
  readonly #writer = new SeriesWriter();
  readonly #live = new Map<LiveFamilySource, LiveWriter>();
  readonly #compared = new ComparedFamilies(this.#writer);
  /** Names that are not only those of a metric of ours. */
  readonly #shared = new Set<string>();
  readonly #share = new TimeShare();

  constructor(registries: readonly RegistryLike[]) {
    this.#registries = registries;
  }

  /**
   * Reads what can only be read as a whole, for `write` to tell. With functions
   * it is what a scrape reads, without them what costs nothing to read, and that not
   * so often when it takes long. What fails keeps its last values.
   */
  read({ functions }: Pick<ReadOptions, "functions">): Promise<readonly GatherError[]> {
    if (functions) return this.#readWhole(true);
    if (!this.#share.isDue) return Promise.resolve([]);
    return this.#share.spend(() => this.#readWhole(false));
  }

  async #readWhole(functions: boolean): Promise<readonly GatherError[]> {
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
      return this.#readWhole(functions);
    }
    const slices = new Slices();
    for (const _ of this.#compared.update(families)) if (slices.due) await slices.turn();
    if (functions && errors.length === 0) {
      this.#compared.retain(new Set(families.map(({ name }) => name)));
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
    for (const _ of this.#compared.update(mergeFamilies(families).families));
  }

  /** The caller may stop for a while at each step. */
  *write(log: LogBuffer, options: ReadOptions): Generator<void, void> {
    if (options.everything) this.#writer.forgetTold();
    yield* this.#compared.write(log, options.everything);
    const { live } = this.#sort();
    for (const [metric, registry] of live) {
      let writer = this.#live.get(metric);
      if (writer === undefined) {
        writer = new LiveWriter(metric, this.#writer);
        this.#live.set(metric, writer);
      }
      yield* writer.write(log, options, registryDefaultLabels(registry));
    }
    for (const [metric, writer] of this.#live) {
      if (live.has(metric)) continue;
      this.#live.delete(metric);
      yield* writer.remove(log);
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
          isSeriesWise(metric.liveFamily())
        ) {
          live.set(metric, registry);
        } else whole.add(metric);
      }
    }
    return { live, whole };
  }
}

/** Facts change their labels with what they tell, and a state set has a series for each state. */
function isSeriesWise(family: LiveFamily | undefined): boolean {
  return family !== undefined && family.type !== "info" && family.type !== "stateset";
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
