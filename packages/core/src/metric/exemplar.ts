import type { Exemplar, Labels } from "../metric-family.js";

/** The limit that OpenMetrics sets to the names and values of an exemplar together. */
const MAX_CHARACTERS = 128;

/** An exemplar of now; undefined when its labels are longer than OpenMetrics allows. */
export function exemplarOf(labels: Labels, value: number): Exemplar | undefined {
  let characters = 0;
  for (const name in labels) characters += name.length + String(labels[name]).length;
  if (characters > MAX_CHARACTERS) return undefined;
  return { labels, value, timestamp: Date.now() / 1000 };
}
