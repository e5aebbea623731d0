import { isCollectorSource } from "../collector/collector.js";
import { isFamilySource } from "../family-source.js";
import { isLiveFamilySource, type LiveFamily } from "../live-family.js";
import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { registryDefaultLabels, withDefaultLabels } from "./default-labels.js";
import { type ForeignFamily, readForeignMetric } from "./foreign-metric.js";
import { type GatherError, gatherError } from "./gather-error.js";
import { copyFamily } from "./live-series.js";
import { mergeFamilies } from "./merge-families.js";
import { filterFamily, isWanted } from "./name-filter.js";

export interface GatherOptions {
  /** Names of families or samples; absent or empty: everything. */
  readonly names?: readonly string[];
  /** What a collector may take, in seconds. Default: 10. */
  readonly timeLimit?: number;
}

/** A family as plain data, or one of ours that is read while it is rendered. */
export type CollectedFamily = MetricFamily | LiveFamily;

export interface Collected {
  readonly families: CollectedFamily[];
  readonly errors: GatherError[];
}

/** What `getMetricsAsArray()` of a registry holds. */
interface RegisteredMetric {
  readonly name: string;
  readonly type?: unknown;
  get(): ForeignFamily | Promise<ForeignFamily>;
  /** What prom-client's registry calls where it is there: samples share the labels of their series. */
  getForPromString?(): ForeignFamily | Promise<ForeignFamily>;
}

/** What a metric of another client gave. */
interface Unread {
  readonly foreign: ForeignFamily;
  readonly name: string;
  readonly defaultLabels: Readonly<Record<string, unknown>>;
}

/**
 * Asks all metrics of one or several registries for their families.
 *
 * A collector that fails, or does not answer in time, is missing and named in
 * `errors`; the other metrics stand. Families with the same name become one.
 */
export async function collect(
  registries: RegistryLike | readonly RegistryLike[],
  { names = [], timeLimit = 10 }: GatherOptions = {},
): Promise<Collected> {
  const errors: GatherError[] = [];
  const wanted = new Set(names);
  const limit = startTimeLimit(timeLimit);
  const slices = new Slices();
  const asked: Promise<readonly (CollectedFamily | Unread)[]>[] = [];
  for (const registry of [registries].flat() as RegistryLike[]) {
    for (const metric of registry.getMetricsAsArray() as readonly RegisteredMetric[]) {
      const name = registeredName(registry, metric);
      const isForeign = !isFamilySource(metric) && !isCollectorSource(metric);
      if (isForeign && wanted.size > 0 && !isWanted(name, String(metric.type), wanted)) continue;
      const answer = ask(metric, name, registryDefaultLabels(registry), wanted);
      const failed = (error: unknown): [] => {
        errors.push(gatherError(name, error));
        return [];
      };
      asked.push(Promise.race([answer, limit.expired]).catch(failed));
      // Other clients' metrics answer at once, and only as a whole.
      if (slices.due) await slices.turn();
    }
  }
  const answers = (await Promise.all(asked)).flat();
  limit.clear();
  const read = await readForeign(answers, slices, errors);
  const filtered = wanted.size === 0 ? read : read.map((family) => filterFamily(family, wanted));
  const present = filtered.filter((family) => family !== undefined);
  const { families, clashes } = mergeFamilies(await copyNamesakes(present, slices, errors));
  errors.push(...clashes);
  return { families, errors };
}

async function ask(
  metric: RegisteredMetric,
  name: string,
  defaultLabels: Readonly<Record<string, unknown>>,
  wanted: ReadonlySet<string>,
): Promise<readonly (CollectedFamily | Unread)[]> {
  if (isCollectorSource(metric)) {
    const families = await metric.metricFamilies(wanted);
    return families.map((family) => withDefaultLabels(family, defaultLabels));
  }
  const live = isLiveFamilySource(metric) ? metric.liveFamily() : undefined;
  if (live !== undefined) return [withDefaultLabels(live, defaultLabels)];
  if (isFamilySource(metric)) {
    return [withDefaultLabels(await metric.metricFamily(), defaultLabels)];
  }
  const foreign = await (metric.getForPromString?.() ?? metric.get());
  return [{ foreign, name, defaultLabels }];
}

/** Reads what other clients gave, one after the other: together they would block the event loop. */
async function readForeign(
  answers: readonly (CollectedFamily | Unread)[],
  slices: Slices,
  errors: GatherError[],
): Promise<CollectedFamily[]> {
  const families: CollectedFamily[] = [];
  for (const answer of answers) {
    if (!("foreign" in answer)) {
      families.push(answer);
      continue;
    }
    const { foreign, name, defaultLabels } = answer;
    try {
      const { family, leftOut } = await readForeignMetric(foreign, name, defaultLabels, slices);
      families.push(family);
      if (leftOut.length > 0) {
        const text = `${leftOut.length} parts of "${name}" are left out: ${leftOut[0]}`;
        errors.push(gatherError(name, new Error(text)));
      }
    } catch (error) {
      errors.push(gatherError(name, error));
    }
  }
  return families;
}

/** Families that have to be joined are joined as plain data. */
async function copyNamesakes(
  families: readonly CollectedFamily[],
  slices: Slices,
  errors: GatherError[],
): Promise<CollectedFamily[]> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of families) (seen.has(name) ? twice : seen).add(name);
  if (twice.size === 0) return [...families];
  const copied: CollectedFamily[] = [];
  for (const family of families) {
    const isLive = "source" in family && twice.has(family.name);
    const copy = isLive ? await copyFamily(family, slices, errors) : family;
    if (copy !== undefined) copied.push(copy);
  }
  return copied;
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
