import { readExemplarLabels } from "../exposition/exemplar-labels.js";
import type { Exemplar, Labels } from "../metric-family.js";

/** An exemplar of now; undefined when its labels are such that a scraper would refuse it. */
export function exemplarOf(labels: Labels, value: number): Exemplar | undefined {
  const read = readExemplarLabels(labels);
  return read && { labels: read, value, timestamp: Date.now() / 1000 };
}
