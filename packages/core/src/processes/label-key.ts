import { OVERFLOW } from "../metric/series-map.js";
import type { Labels } from "../metric-family.js";

/** Equal for equal label sets; their JSON when their names are in order. */
export function keyOf(labels: Labels): string {
  const names = Object.keys(labels);
  const isInOrder = names.every(
    (name, index) => index === 0 || (names[index - 1] as string) < name,
  );
  if (isInOrder) return JSON.stringify(labels);
  return JSON.stringify(Object.fromEntries(names.sort().map((name) => [name, labels[name]])));
}

/** Of the series that takes in all label sets beyond a limit. */
export function overflowLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, OVERFLOW]));
}
