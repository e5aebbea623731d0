import type { Labels } from "../metric-family.js";
import type { ForeignSample, SampleGroup } from "./foreign-sample.js";
import { seriesKey } from "./series-key.js";

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** The samples of a metric of another client, by their labels. */
export class SampleGroups {
  readonly #reserved: string | undefined;
  readonly #defaultLabels: Readonly<Record<string, unknown>>;
  readonly #leftOut: string[];
  readonly #groups = new Map<string, SampleGroup>();
  #last: SampleGroup | undefined;

  /** `reserved`: the label that tells the samples of one series apart; `leftOut` gets why a sample is. */
  constructor(
    reserved: string | undefined,
    defaultLabels: Readonly<Record<string, unknown>>,
    leftOut: string[],
  ) {
    this.#reserved = reserved;
    this.#defaultLabels = defaultLabels;
    this.#leftOut = leftOut;
  }

  add(sample: ForeignSample): void {
    if (this.#belongsToLast(sample)) {
      this.#last?.samples.push(sample);
      return;
    }
    try {
      this.#last = this.#find(sample);
    } catch (error) {
      this.#last = undefined;
      this.#leftOut.push((error as Error).message);
    }
  }

  all(): Iterable<SampleGroup> {
    return this.#groups.values();
  }

  /** prom-client shares the labels among the samples of a series, which saves comparing them. */
  #belongsToLast({ labels, sharedLabels }: ForeignSample): boolean {
    if (sharedLabels === undefined || sharedLabels !== this.#last?.samples[0]?.sharedLabels) {
      return false;
    }
    for (const name in labels) if (name !== this.#reserved) return false;
    return this.#reserved !== undefined;
  }

  #find(sample: ForeignSample): SampleGroup {
    const labels = readLabels(sample, this.#reserved, this.#defaultLabels);
    const key = seriesKey(labels);
    const known = this.#groups.get(key);
    if (known === undefined) {
      const group = { labels, samples: [sample] };
      this.#groups.set(key, group);
      return group;
    }
    if (this.#reserved === undefined) this.#leftOut.push(`series ${key} appears twice`);
    else known.samples.push(sample);
    return known;
  }
}

function readLabels(
  { labels = {}, sharedLabels }: ForeignSample,
  reserved: string | undefined,
  defaultLabels: Readonly<Record<string, unknown>>,
): Labels {
  const all = sharedLabels ? { ...sharedLabels, ...labels } : labels;
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(all)) {
    if (name === reserved || value === undefined) continue;
    assertLabelName(name);
    entries.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(defaultLabels)) {
    if (all[name] || value === undefined) continue;
    assertLabelName(name);
    entries.push([name, String(value)]);
  }
  // Later entries win, so that a default takes the place of an empty value.
  return Object.fromEntries(entries);
}

function assertLabelName(name: string): void {
  if (!LABEL_NAME.test(name) || name === "__name__") {
    throw new Error(`"${name}" is not a label name`);
  }
}
