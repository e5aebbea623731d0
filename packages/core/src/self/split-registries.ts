import { createRequire } from "node:module";
import { registryOf } from "../metric/family.js";
import type { Warn } from "../metric/warning.js";
import type { RegistryLike } from "../registry-like.js";

/** The entry of each package that keeps a global registry, as `require` knows it. */
const CLIENT =
  /[\\/](prom-client|@prometheus-io[\\/]client|@platformatic[\\/]prom-client)[\\/]index\.js$/;

/** After so many scrapes whatever is going to be registered at start-up is there. */
const SCRAPES_CHECKED = 5;

interface NamedMetric {
  readonly name: string;
}

/**
 * Says once when another loaded client library holds metrics that no scrape of
 * ours shows: nothing else would, they are just missing from the endpoint.
 */
export function splitRegistryCheck(registries: readonly RegistryLike[], warn: Warn): () => void {
  let scrapesLeft = SCRAPES_CHECKED;
  return () => {
    if (scrapesLeft === 0) return;
    scrapesLeft -= 1;
    // Not exposing our own client's global registry is a choice, made with the option registry.
    const split = hiddenRegistries(registries).find(({ isOurs }) => !isOurs);
    if (split === undefined) return;
    scrapesLeft = 0;
    warn(
      `The global registry of ${split.client} has metrics that are not exposed here, such as ` +
        `"${split.metric}": pass it in the option registry, as in { registry: [register, theirs] }.`,
    );
  };
}

/** A global registry with metrics that are not exposed. */
export interface HiddenRegistry {
  readonly client: string;
  /** One of its metrics. */
  readonly metric: string;
  /** True: it is the one that metrics of this library go to by default. */
  readonly isOurs: boolean;
}

/** The global registries of all loaded clients that hold what these registries do not. */
export function hiddenRegistries(registries: readonly RegistryLike[]): HiddenRegistry[] {
  const hidden: HiddenRegistry[] = [];
  for (const [file, module] of Object.entries(createRequire(process.execPath).cache)) {
    const client = CLIENT.exec(file)?.[1]?.replace("\\", "/");
    const registry = (module?.exports as { register?: RegistryLike } | undefined)?.register;
    if (client === undefined || registry === undefined || registries.includes(registry)) continue;
    const metric = metricsOf(registry).find(
      ({ name }) => !registries.some((shown) => shown.getSingleMetric(name)),
    );
    if (metric === undefined) continue;
    const isOurs = registry === registryOf(undefined);
    hidden.push({ client, metric: metric.name, isOurs });
  }
  return hidden;
}

function metricsOf(registry: RegistryLike): readonly NamedMetric[] {
  return registry.getMetricsAsArray() as readonly NamedMetric[];
}
