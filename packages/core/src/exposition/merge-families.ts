import type { MetricFamily, Series } from "../metric-family.js";
import type { CollectedFamily } from "./collect.js";
import { seriesKey } from "./series-key.js";

/**
 * Joins families with the same name, as several registries yield them.
 *
 * Families of the same name have to be plain data. Of series with the same labels the first stands. A family whose type differs
 * from the first one's cannot be joined and is named in `clashes`.
 */
export function mergeFamilies<F extends CollectedFamily>(
  families: Iterable<F>,
): {
  families: F[];
  clashes: { metric: string; error: Error }[];
} {
  const byName = new Map<string, F>();
  const clashes: { metric: string; error: Error }[] = [];
  for (const family of families) {
    const { name, type } = family;
    const first = byName.get(name);
    if (first === undefined) byName.set(name, family);
    else if (first.type === type) {
      byName.set(name, join(first as MetricFamily, family as MetricFamily) as F);
    } else {
      const error = new Error(
        `"${name}" is a ${first.type} in one registry and a ${type} in another`,
      );
      clashes.push({ metric: name, error });
    }
  }
  return { families: [...byName.values()], clashes };
}

/** The caller has compared the types. */
function join(first: MetricFamily, second: MetricFamily): MetricFamily {
  const series: Series[] = [...first.series];
  const seen = new Set(series.map(({ labels }) => seriesKey(labels)));
  for (const one of second.series) {
    if (!seen.has(seriesKey(one.labels))) series.push(one);
  }
  return { ...first, series } as MetricFamily;
}
