import type { MetricFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import { Slices } from "../slices.js";
import { type Collected, collect, type GatherOptions } from "./collect.js";
import type { GatherError } from "./gather-error.js";
import { copyFamily } from "./live-series.js";

export type { GatherError, GatherOptions };

export interface Gathered {
  readonly families: MetricFamily[];
  readonly errors: GatherError[];
}

/**
 * Reads all metrics of one or several registries, ours and those of prom-client.
 *
 * A collector that fails, or does not answer in time, is missing and named in
 * `errors`; the other metrics stand. Families with the same name become one.
 */
export async function gather(
  registries: RegistryLike | readonly RegistryLike[],
  options: GatherOptions = {},
): Promise<Gathered> {
  return copyCollected(await collect(registries, options));
}

/** What was collected, as plain data. */
export async function copyCollected({ families, errors }: Collected): Promise<Gathered> {
  const slices = new Slices();
  const copied: MetricFamily[] = [];
  for (const family of families) {
    const copy = "source" in family ? await copyFamily(family, slices, errors) : family;
    if (copy !== undefined) copied.push(copy);
  }
  return { families: copied, errors };
}
