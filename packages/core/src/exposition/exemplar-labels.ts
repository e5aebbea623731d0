import type { Labels } from "../metric-family.js";

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const MAX_CHARACTERS = 128;

/** The labels of an exemplar as texts; undefined when a scraper would refuse them. */
export function readExemplarLabels(labels: Readonly<Record<string, unknown>>): Labels | undefined {
  const entries: [string, string][] = [];
  for (const name of Object.keys(labels)) {
    if (labels[name] === undefined) continue;
    if (!LABEL_NAME.test(name)) return undefined;
    entries.push([name, String(labels[name])]);
  }
  const read = Object.fromEntries(entries);
  return fitsExemplar(read) ? read : undefined;
}

/** False when the labels exceed what an exemplar may carry: scrapers refuse longer ones. */
export function fitsExemplar(labels: Labels): boolean {
  let characters = 0;
  for (const name of Object.keys(labels)) {
    characters += name.length + [...(labels[name] as string)].length;
  }
  return characters <= MAX_CHARACTERS;
}
