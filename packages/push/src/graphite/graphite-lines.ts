import type { Labels, MetricFamily } from "@routemetrics/core";
import { flatSamples } from "../flat-samples.js";

export interface LineOptions {
  /** Put before every name, with a dot between. */
  readonly prefix: string;
  /** Labels as tags; an object: these tags too. False: labels become parts of the name. */
  readonly tags: boolean | Labels;
}

/** The plaintext protocol: `name value seconds`. Graphite has no NaN and no infinity: they are left out. */
export function* graphiteLines(
  families: readonly MetricFamily[],
  { prefix, tags }: LineOptions,
  now: number,
): Generator<string, void, undefined> {
  const common = typeof tags === "object" ? tags : {};
  for (const family of families) {
    for (const { name, labels, value, timestamp = now } of flatSamples(family)) {
      if (!Number.isFinite(value)) continue;
      const path = (prefix && `${prefix}.`) + part(name);
      const rest = tags === false ? dotted(labels) : tagged({ ...common, ...labels });
      yield `${path}${rest} ${value} ${Math.floor(timestamp)}\n`;
    }
  }
}

function dotted(labels: Labels): string {
  return sorted(labels)
    .map(([name, value]) => `.${part(name)}.${part(value)}`)
    .join("");
}

/** Tag values may hold more than names: `/users/:id` and `/users_id` stay apart. */
function tagged(labels: Labels): string {
  return sorted(labels)
    .map(([name, value]) => `;${part(name)}=${value.replace(/[^!-:<-~]/g, "_").replace(/^~/, "_")}`)
    .join("");
}

/** An empty value is no label, as in Prometheus. */
function sorted(labels: Labels): [string, string][] {
  return Object.entries(labels)
    .filter(([, value]) => value !== "")
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function part(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, "_");
}
