import type { Aggregation, MetricType, Series } from "../metric-family.js";
import { MergedHistogram } from "./merged-histogram.js";
import type { MergedSeries } from "./merged-series.js";
import { MergedValue } from "./merged-value.js";
import { mergeHistograms, mergeSummaries, mergeValues } from "./series-merge.js";
import { SeriesReader } from "./series-reader.js";

/** Makes one series of its parts, as its family asks. */
export class MergedReader {
  /** False: native buckets are left out. */
  isNative = false;
  readonly #type: MetricType;
  readonly #aggregation: Aggregation;
  readonly #histogram = new MergedHistogram();
  readonly #value = new MergedValue();
  readonly #part = new SeriesReader();

  constructor(type: MetricType, aggregation: Aggregation) {
    this.#type = type;
    this.#aggregation = aggregation;
  }

  /** Valid until the next call, and as cheap as the parts allow. */
  view(series: MergedSeries): Series {
    return this.#viewSum(series) ?? this.read(series);
  }

  /** To be kept. */
  read({ labels, parts }: MergedSeries): Series {
    const merged = parts
      .map((part) => this.#part.open(part).series(labels))
      .reduce((before, one, index) => this.#merge(before, one, index));
    return this.isNative ? merged : withoutNative(merged);
  }

  #viewSum(series: MergedSeries): Series | undefined {
    if (this.#type === "histogram") return this.#histogram.show(series, this.isNative);
    const isSum =
      this.#aggregation === "sum" ||
      (this.#aggregation === "perWorker" && this.#type === "counter");
    return isSum || series.parts.length === 1 ? this.#value.show(series) : undefined;
  }

  #merge(a: Series, b: Series, parts: number): Series {
    if ("histogram" in a) return "histogram" in b ? mergeHistograms(a, b) : a;
    if ("summary" in a) return "summary" in b ? mergeSummaries(a, b) : a;
    if (!("value" in b)) return a;
    // A new worker takes over the label of one that has ended: counts go on, levels are its own.
    if (this.#aggregation === "perWorker" && this.#type !== "counter") return b;
    return mergeValues(a, b, this.#aggregation, parts);
  }
}

function withoutNative(series: Series): Series {
  if (!("histogram" in series)) return series;
  const { native: _, ...histogram } = series.histogram;
  return { ...series, histogram };
}
