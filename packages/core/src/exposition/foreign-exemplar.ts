import type { Exemplar } from "../metric-family.js";
import { readExemplarLabels } from "./exemplar-labels.js";

/** Reads an exemplar of prom-client; `leftOut` gets why one is missing that is there. */
export function foreignExemplar(exemplar: unknown, leftOut: string[]): Exemplar | undefined {
  if (typeof exemplar !== "object" || exemplar === null) return undefined;
  const { labelSet, value, timestamp } = exemplar as {
    labelSet?: Readonly<Record<string, unknown>>;
    value?: unknown;
    timestamp?: unknown;
  };
  // prom-client keeps an empty one until there is an observation.
  if (!labelSet || Object.keys(labelSet).length === 0 || typeof value !== "number")
    return undefined;
  const labels = readExemplarLabels(labelSet);
  if (labels === undefined) leftOut.push("the labels of an exemplar are too long or misnamed");
  const hasTime = typeof timestamp === "number" && Number.isFinite(timestamp);
  return labels && { labels, value, ...(hasTime && { timestamp }) };
}
