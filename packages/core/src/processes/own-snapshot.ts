import { isCollectorSource } from "../collector/collector.js";
import { registryDefaultLabels, withDefaultLabels } from "../exposition/default-labels.js";
import { type GatherError, gather } from "../exposition/gather.js";
import { isFamilySource } from "../family-source.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { encodeFamily } from "./encode-family.js";
import { UnchangedFamilies } from "./unchanged.js";

/** What a collector may take, in seconds: less than a scrape waits for the other processes. */
const TIME_LIMIT = 0.8;

/** What this process has counted, encoded, kept up to date on demand. */
export class OwnSnapshot {
  readonly #registries: readonly RegistryLike[];
  readonly #cheap: readonly RegistryLike[];
  readonly #unchanged = new UnchangedFamilies();
  #families = new Map<string, readonly string[]>();

  constructor(registries: readonly RegistryLike[]) {
    this.#registries = registries;
    this.#cheap = registries.map((registry) => viewOf(registry, isCheap));
  }

  get lines(): string[] {
    return [...this.#families.values()].flat();
  }

  /** Reads everything, as a scrape does. What fails keeps its last values. */
  async readAll(): Promise<readonly GatherError[]> {
    for (const registry of this.#registries) this.#unchanged.note(registry.getMetricsAsArray());
    const { families, errors } = await gather(this.#registries, { timeLimit: TIME_LIMIT });
    const encoded = new Map<string, readonly string[]>();
    for (const { metric } of errors) {
      const last = this.#families.get(metric);
      if (last !== undefined) encoded.set(metric, last);
    }
    await encode(families, encoded);
    this.#families = encoded;
    return errors;
  }

  /** Reads what has changed and costs nothing to read: a function of the application runs for scrapes only. */
  async readCheap(): Promise<void> {
    const changed = this.#cheap.map((registry) => {
      const metrics = new Set(
        registry.getMetricsAsArray().filter((metric) => !this.#unchanged.has(metric)),
      );
      this.#unchanged.note([...metrics]);
      return viewOf(registry, (metric) => metrics.has(metric));
    });
    const { families } = await gather(changed, { timeLimit: TIME_LIMIT });
    await encode(families, this.#families);
  }

  /** As `readCheap` but at once: for the end of the process. Other clients' metrics keep their last values. */
  readNow(): void {
    for (const registry of this.#cheap) {
      const defaults = registryDefaultLabels(registry);
      for (const metric of registry.getMetricsAsArray()) {
        const family = isFamilySource(metric) && metric.metricFamily();
        if (!family || family instanceof Promise) continue;
        const labelled = withDefaultLabels(family, defaults);
        this.#families.set(family.name, [...encodeFamily(labelled)]);
      }
    }
  }
}

async function encode(
  families: readonly MetricFamily[],
  encoded: Map<string, readonly string[]>,
): Promise<void> {
  const slices = new Slices();
  for (const family of families) {
    const lines: string[] = [];
    for (const line of encodeFamily(family)) {
      lines.push(line);
      if (slices.due) await slices.turn();
    }
    encoded.set(family.name, lines);
  }
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
