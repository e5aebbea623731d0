import type { Labels, ValueSeries } from "../metric-family.js";
import { ExactSum, type Parts } from "./exact-sum.js";
import type { MergedSeries } from "./merged-series.js";
import { CREATED, PARTS } from "./pack-series.js";
import { SeriesReader } from "./series-reader.js";

const reader = new SeriesReader();

/** The values of several processes added up, of one series after the other and without garbage. */
export class MergedValue {
  labels: Labels = {};
  #created = Infinity;
  readonly #total = new ExactSum();

  get created(): number | undefined {
    return this.#created === Infinity ? undefined : this.#created;
  }

  get value(): number {
    return this.#total.value;
  }

  /** What the rounded value does not tell. */
  get parts(): Parts | undefined {
    return this.#total.parts;
  }

  /** Undefined: there is more to tell than a value. */
  show({ labels, parts }: MergedSeries): ValueSeries | undefined {
    this.labels = labels;
    this.#created = Infinity;
    this.#total.clear();
    for (const part of parts) {
      const { flags, value, created, parts: exact } = reader.open(part);
      if ((flags & ~(CREATED | PARTS)) !== 0) return undefined;
      this.#total.add(value, exact);
      if (created < this.#created) this.#created = created;
    }
    return this as ValueSeries;
  }
}
