import { MetricsError } from "../errors.js";
import { filterFamily, isWanted } from "../exposition/name-filter.js";
import { registryOf } from "../metric/family.js";
import { type PromClientMetric, toPromClient } from "../metric/prom-client-metric.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { checkFamily } from "./check-family.js";
import type { Collector, CollectorSource } from "./collector.js";

/**
 * Adds a collector to a registry, prom-client's global one by default, and gives
 * a function that takes it out again. Adding it twice changes nothing.
 */
export function registerCollector(collector: Collector, registry?: RegistryLike): () => void {
  if (typeof collector?.collect !== "function") {
    throw new MetricsError("RM_ERR_INVALID_OPTION", "A collector needs a function `collect`.");
  }
  const target = registryOf(registry) as RegistryLike;
  const metrics = target.getMetricsAsArray();
  const known = metrics.find(
    (metric) => metric instanceof RegisteredCollector && metric.collector === collector,
  ) as RegisteredCollector | undefined;
  const name = known?.name ?? freeName(target);
  if (known === undefined) {
    const described = collector.describe && [...collector.describe()];
    for (const family of described ?? []) checkClash(family.name, target);
    target.registerMetric(new RegisteredCollector(name, collector, described));
  }
  return () => target.removeSingleMetric(name);
}

/** A collector as the metric that a registry takes it for. */
class RegisteredCollector implements CollectorSource {
  readonly help = "The metrics of a custom collector.";
  readonly type = "untyped";
  readonly aggregator = "sum";
  readonly labelNames: readonly string[] = [];
  readonly name: string;
  readonly collector: Collector;
  readonly #described: readonly Pick<MetricFamily, "name" | "type">[] | undefined;

  constructor(
    name: string,
    collector: Collector,
    described: readonly Pick<MetricFamily, "name" | "type">[] | undefined,
  ) {
    this.name = name;
    this.collector = collector;
    this.#described = described;
  }

  async metricFamilies(names: ReadonlySet<string>): Promise<MetricFamily[]> {
    const isAsked = ({ name, type }: Pick<MetricFamily, "name" | "type">) =>
      isWanted(name, type, names);
    if (names.size > 0 && this.#described?.some(isAsked) === false) return [];
    const families: MetricFamily[] = [];
    for await (const family of await this.collector.collect()) {
      checkFamily(family);
      const wanted = names.size === 0 ? family : filterFamily(family, names);
      if (wanted !== undefined) families.push(wanted);
    }
    return families;
  }

  /** Part of prom-client's interface of a metric: all samples under one heading. */
  async get(): Promise<PromClientMetric> {
    const { name, help, type, aggregator } = this;
    const values = (await this.metricFamilies(new Set())).flatMap((family) =>
      toPromClient(family, family.name, aggregator).values.map((value) => ({
        metricName: family.name,
        ...value,
      })),
    );
    return { name, help, type, aggregator, values };
  }

  /** Part of prom-client's interface of a metric. */
  reset(): void {}
}

function freeName(registry: RegistryLike): string {
  let number = 1;
  while (registry.getSingleMetric(`custom_collector_${number}`) !== undefined) number += 1;
  return `custom_collector_${number}`;
}

function checkClash(name: string, registry: RegistryLike): void {
  if (registry.getSingleMetric(name) === undefined) return;
  throw new MetricsError(
    "RM_ERR_DUPLICATE_METRIC",
    `The collector describes ${name}, which is registered already: rename one, ` +
      "or give one its own Registry.",
  );
}
