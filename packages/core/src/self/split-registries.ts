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
    const split = findSplit(registries);
    if (split === undefined) return;
    scrapesLeft = 0;
    warn(
      `The global registry of ${split.client} has metrics that are not exposed here, such as ` +
        `"${split.metric}": pass it in the option registry, as in { registry: [register, theirs] }.`,
    );
  };
}

function findSplit(
  registries: readonly RegistryLike[],
): { client: string; metric: string } | undefined {
  for (const [file, module] of Object.entries(createRequire(process.execPath).cache)) {
    const client = CLIENT.exec(file)?.[1]?.replace("\\", "/");
    const register = (module?.exports as { register?: RegistryLike } | undefined)?.register;
    if (client === undefined || register === undefined) continue;
    // Not exposing our own client's global registry is a choice, made with the option registry.
    if (register === registryOf(undefined) || registries.includes(register)) continue;
    const hidden = metricsOf(register).find(
      ({ name }) => !registries.some((registry) => registry.getSingleMetric(name)),
    );
    if (hidden !== undefined) return { client, metric: hidden.name };
  }
  return undefined;
}

function metricsOf(registry: RegistryLike): readonly NamedMetric[] {
  return registry.getMetricsAsArray() as readonly NamedMetric[];
}
