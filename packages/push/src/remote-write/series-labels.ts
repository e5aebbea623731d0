import type { Labels } from "@routemetrics/core";
import { ProtoWriter } from "./proto-writer.js";

/** Name and value, sorted by name as the protocol demands. */
export type SortedLabels = readonly (readonly [name: string, value: string])[];

/** No well-formed text has it, so no value can imitate another set of labels. */
const SEPARATOR = "\ud800";

/** Adds the name and the sender's own labels; labels without a value are no labels. */
export function sortLabels(name: string | undefined, own: Labels, common: Labels): SortedLabels {
  const all: Record<string, string> = { ...common, ...own };
  if (name !== undefined) all.__name__ = name;
  return Object.entries(all)
    .filter(([, value]) => value !== "")
    .map(([label, value]) => [label, value.toWellFormed()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same text for the same series, and for no other. */
export function labelsKey(labels: SortedLabels): string {
  let key = "";
  for (const [name, value] of labels) key += name + SEPARATOR + value + SEPARATOR;
  return key;
}

/** The labels as field 1 of a TimeSeries or an Exemplar. */
export function encodeLabels(labels: SortedLabels): Uint8Array {
  const writer = new ProtoWriter(256);
  for (const [name, value] of labels.toReversed()) {
    writer.message(1, () => {
      writer.string(2, value);
      writer.string(1, name);
    });
  }
  return writer.take();
}
