import { isCollectorSource } from "../collector/collector.js";
import { registryDefaultLabels, withDefaultLabels } from "../exposition/default-labels.js";
import { type GatherError, gather } from "../exposition/gather.js";
import { isFamilySource } from "../family-source.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { encodeFamily } from "./encode-family.js";
import { Slices } from "./slices.js";

/** What a collector may take, in seconds: less than a scrape waits for the other processes. */
const TIME_LIMIT = 0.8;

/** What this process has counted, encoded, kept up to date on demand. */
export class OwnSnapshot {
  readonly #registries: readonly RegistryLike[];
  readonly #cheap: readonly RegistryLike[];
  #families = new Map<string, readonly string[]>();

  constructor(registries: readonly RegistryLike[]) {
    this.#registries = registries;
    this.#cheap = registries.map(withoutCollectors);
  }

  get lines(): string[] {
    return [...this.#families.values()].flat();
  }

  /** Reads everything, as a scrape does. What fails keeps its last values. */
  async readAll(): Promise<readonly GatherError[]> {
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

  /** Reads what costs nothing to read: a function of the application runs for scrapes only. */
  async readCheap(): Promise<void> {
    const { families } = await gather(this.#cheap, { timeLimit: TIME_LIMIT });
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

/** The registry without collectors, and without metrics that call one. */
function withoutCollectors(registry: RegistryLike): RegistryLike {
  const isCheap = (metric: object) =>
    !isCollectorSource(metric) && (metric as { collect?: unknown }).collect === undefined;
  const view: RegistryLike = {
    getMetricsAsArray: () => registry.getMetricsAsArray().filter(isCheap),
    getSingleMetric: (name) => registry.getSingleMetric(name),
    registerMetric: (metric) => registry.registerMetric(metric),
    removeSingleMetric: (name) => registry.removeSingleMetric(name),
  };
  // Read each time: an application may set default labels late.
  return Object.defineProperty(view, "_defaultLabels", {
    get: () => registryDefaultLabels(registry),
  });
}
