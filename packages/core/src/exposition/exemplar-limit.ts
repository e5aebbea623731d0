import type { Labels } from "../metric-family.js";

const MAX_CHARACTERS = 128;

/** False when the labels exceed what an exemplar may carry: scrapers refuse longer ones. */
export function fitsExemplar(labels: Labels): boolean {
  let characters = 0;
  for (const name of Object.keys(labels)) {
    characters += name.length + [...(labels[name] as string)].length;
  }
  return characters <= MAX_CHARACTERS;
}
