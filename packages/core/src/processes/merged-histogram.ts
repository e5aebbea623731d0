import type { HistogramSeries, HistogramValue, Labels, NativeHistogram } from "../metric-family.js";
import { mergeNative } from "../native/merge-native.js";
import { ExactSum, type Parts } from "./exact-sum.js";
import type { MergedSeries } from "./merged-series.js";
import { EXEMPLARS, HISTOGRAM, KIND, TIMESTAMP } from "./pack-series.js";
import type { Part } from "./part.js";
import { SeriesReader } from "./series-reader.js";

const NONE: readonly Part[] = [];
const reader = new SeriesReader();

/**
 * The histograms of several processes added up, of one series after the other and without
 * garbage. Native buckets are added up when they are asked for: most renderings have none.
 */
export class MergedHistogram {
  labels: Labels = {};
  #created = Infinity;
  readonly histogram: MergedNumbers = new MergedNumbers();

  get created(): number | undefined {
    return this.#created === Infinity ? undefined : this.#created;
  }

  /** What the rounded sum does not tell. */
  get parts(): Parts | undefined {
    return this.histogram.total.parts;
  }

  /** Undefined: not all have the same bounds, or one has what is not only counted. */
  show({ labels, parts }: MergedSeries, isNative: boolean): HistogramSeries | undefined {
    this.labels = labels;
    this.#created = Infinity;
    const numbers = this.histogram;
    numbers.begin(isNative ? parts : NONE);
    for (const part of parts) {
      const { flags, created } = reader.open(part);
      if ((flags & KIND) !== HISTOGRAM || (flags & (TIMESTAMP | EXEMPLARS)) !== 0) return undefined;
      if (!numbers.add(reader)) return undefined;
      if (created < this.#created) this.#created = created;
    }
    return this as HistogramSeries;
  }
}

class MergedNumbers {
  upperBounds: HistogramValue["upperBounds"] = [];
  readonly counts: number[] = [];
  count = 0;
  readonly total: ExactSum = new ExactSum();
  #isEmpty = true;
  #native: readonly Part[] = NONE;

  begin(native: readonly Part[]): void {
    this.counts.fill(0);
    this.count = 0;
    this.total.clear();
    this.#isEmpty = true;
    this.#native = native;
  }

  /** False when it has other bounds than those before. */
  add(series: SeriesReader): boolean {
    const upperBounds = series.upperBounds();
    if (this.#isEmpty) {
      this.upperBounds = upperBounds;
      this.counts.length = Math.min(this.counts.length, upperBounds.length + 1);
    } else if (upperBounds !== this.upperBounds) return false;
    this.#isEmpty = false;
    this.count += series.addCounts(this.counts);
    this.total.add(series.value, series.parts);
    return true;
  }

  get sum(): number {
    return this.total.value;
  }

  get native(): NativeHistogram | undefined {
    const natives = this.#native.flatMap((part) => {
      const series = reader.open(part).series({});
      return ("histogram" in series && series.histogram.native) || [];
    });
    return natives.length === 0 ? undefined : natives.reduce(mergeNative);
  }
}
