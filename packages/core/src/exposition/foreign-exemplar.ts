import type { Exemplar } from "../metric-family.js";

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Reads an exemplar of prom-client; undefined when there is none, or one that no scraper accepts. */
export function foreignExemplar(exemplar: unknown): Exemplar | undefined {
  if (typeof exemplar !== "object" || exemplar === null) return undefined;
  const { labelSet, value, timestamp } = exemplar as {
    labelSet?: Readonly<Record<string, unknown>>;
    value?: unknown;
    timestamp?: unknown;
  };
  if (!labelSet || typeof value !== "number") return undefined;
  const entries = Object.entries(labelSet).filter(([, label]) => label !== undefined);
  if (entries.length === 0 || !entries.every(([name]) => LABEL_NAME.test(name))) return undefined;
  return {
    labels: Object.fromEntries(entries.map(([name, label]) => [name, String(label)])),
    value,
    ...(typeof timestamp === "number" && Number.isFinite(timestamp) && { timestamp }),
  };
}
