import type { Labels, MetricFamily, Series } from "@routemetrics/core";
import { startTurns } from "./turns.js";

/**
 * Gives every series the time and the target's labels, as a scrape would.
 *
 * A label that a series has already keeps its value under `exported_<name>`,
 * which is what Prometheus does.
 */
export async function stampFamilies(
  families: readonly MetricFamily[],
  target: Labels,
  timestamp: number,
): Promise<MetricFamily[]> {
  const turn = startTurns();
  const stamped: MetricFamily[] = [];
  for (const family of families) {
    const series: Series[] = [];
    for (const one of family.series) {
      series.push({ ...one, labels: merge(one.labels, target), timestamp });
      await turn();
    }
    stamped.push({ ...family, series } as MetricFamily);
  }
  return stamped;
}

function merge(own: Labels, target: Labels): Labels {
  const merged: Record<string, string> = { ...target };
  for (const [name, value] of Object.entries(own)) {
    merged[Object.hasOwn(target, name) ? freeName(name, own) : name] = value;
  }
  return merged;
}

function freeName(name: string, own: Labels): string {
  const exported = `exported_${name}`;
  return Object.hasOwn(own, exported) ? freeName(exported, own) : exported;
}
