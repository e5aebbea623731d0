import { isCollectorSource } from "../collector/collector.js";
import { isFamilySource } from "../family-source.js";
import { isLiveFamilySource } from "../live-family.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { copyFamily } from "./copy-family.js";
import { registryDefaultLabels, withDefaultLabels } from "./default-labels.js";
import { type ForeignFamily, readForeignMetric } from "./foreign-metric.js";
import { mergeFamilies } from "./merge-families.js";
import { filterFamily, isWanted } from "./name-filter.js";

export interface GatherOptions {
  /** Names of families or samples; absent or empty: everything. */
  readonly names?: readonly string[];
  /** What a collector may take, in seconds. Default: 10. */
  readonly timeLimit?: number;
}

/** Why a metric, or a part of it, is missing. */
export interface GatherError {
  readonly metric: string;
  readonly error: Error;
}

export interface Gathered {
  readonly families: MetricFamily[];
  readonly errors: GatherError[];
}

/** What `getMetricsAsArray()` of a registry holds. */
interface RegisteredMetric {
  readonly name: string;
  readonly type?: unknown;
  get(): ForeignFamily | Promise<ForeignFamily>;
}

/**
 * Reads all metrics of one or several registries, ours and those of prom-client.
 *
 * A collector that fails, or does not answer in time, is missing and named in
 * `errors`; the other metrics stand. Families with the same name become one.
 */
export async function gather(
  registries: RegistryLike | readonly RegistryLike[],
  { names = [], timeLimit = 10 }: GatherOptions = {},
): Promise<Gathered> {
  const errors: GatherError[] = [];
  const wanted = new Set(names);
  const limit = startTimeLimit(timeLimit);
  const collecting: Promise<readonly (MetricFamily | undefined)[]>[] = [];
  for (const registry of [registries].flat() as RegistryLike[]) {
    for (const metric of registry.getMetricsAsArray() as readonly RegisteredMetric[]) {
      const name = registeredName(registry, metric);
      const isForeign = !isFamilySource(metric) && !isCollectorSource(metric);
      if (isForeign && wanted.size > 0 && !isWanted(name, String(metric.type), wanted)) continue;
      const report = (error: unknown): [] => {
        errors.push({
          metric: name,
          error: error instanceof Error ? error : new Error(String(error)),
        });
        return [];
      };
      const read = async (): Promise<readonly (MetricFamily | undefined)[]> => {
        const defaultLabels = registryDefaultLabels(registry);
        if (isCollectorSource(metric)) {
          const families = await metric.metricFamilies(wanted);
          return families.map((family) => withDefaultLabels(family, defaultLabels));
        }
        const family = await collect(metric, name, defaultLabels, report);
        return [wanted.size === 0 ? family : filterFamily(family, wanted)];
      };
      collecting.push(Promise.race([read(), limit.expired]).catch(report));
    }
  }
  const collected = (await Promise.all(collecting)).flat();
  limit.clear();
  const { families, clashes } = mergeFamilies(collected.filter((family) => family !== undefined));
  errors.push(...clashes);
  return { families, errors };
}

async function collect(
  metric: RegisteredMetric,
  name: string,
  defaultLabels: Readonly<Record<string, unknown>>,
  report: (error: unknown) => void,
): Promise<MetricFamily> {
  const live = isLiveFamilySource(metric) ? metric.liveFamily() : undefined;
  if (live !== undefined) return withDefaultLabels(await copyFamily(live), defaultLabels);
  if (isFamilySource(metric)) return withDefaultLabels(await metric.metricFamily(), defaultLabels);
  const { family, leftOut } = readForeignMetric(await metric.get(), name, defaultLabels);
  if (leftOut.length > 0) {
    report(new Error(`${leftOut.length} samples of "${name}" are left out: ${leftOut[0]}`));
  }
  return family;
}

/** The name a metric was registered under: prom-client's OpenMetrics mode takes `_total` off its counters for good. */
function registeredName(registry: RegistryLike, metric: RegisteredMetric): string {
  const { name } = metric;
  if (metric.type !== "counter" || registry.getSingleMetric(name) === metric) return name;
  const total = `${name}_total`;
  return registry.getSingleMetric(total) === metric ? total : name;
}

function startTimeLimit(seconds: number): { expired: Promise<never>; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the collector did not answer within ${seconds} s`)),
      seconds * 1000,
    );
  });
  expired.catch(() => {});
  return { expired, clear: () => clearTimeout(timer) };
}
