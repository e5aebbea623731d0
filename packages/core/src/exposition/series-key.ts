import type { Labels } from "../metric-family.js";

/** Equal for equal label sets, whatever their order. */
export function seriesKey(labels: Labels): string {
  const names = Object.keys(labels);
  if (names.length > 1) names.sort();
  return JSON.stringify(names.map((name) => [name, labels[name]]));
}
