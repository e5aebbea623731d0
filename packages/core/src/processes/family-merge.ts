import { seriesKey } from "../exposition/series-key.js";
import { OVERFLOW } from "../metric/series-map.js";
import type { Aggregation, FamilyHead, Labels, MetricFamily, Series } from "../metric-family.js";
import { mergeHistograms, mergeSummaries, mergeValues } from "./series-merge.js";

/** What a family was part of when it was read. */
export interface Origin {
  /** The value of the label `worker`; undefined: the total of workers that have ended. */
  readonly worker: string | undefined;
  readonly live: boolean;
}

/** One family of several processes on its way to become one. */
export class FamilyMerge {
  readonly #head: FamilyHead;
  readonly #aggregation: Aggregation;
  readonly #maxSeries: number;
  readonly #isLevel: boolean;
  readonly #all = new Map<string, { series: Series; parts: number }>();

  constructor(head: FamilyHead, aggregation: Aggregation, maxSeries: number) {
    this.#head = head;
    this.#aggregation = aggregation;
    this.#maxSeries = maxSeries;
    this.#isLevel = head.type !== "counter";
  }

  get type(): MetricFamily["type"] {
    return this.#head.type;
  }

  add(added: Series, { worker }: Origin): void {
    const isLabelled = this.#aggregation === "perWorker" && worker !== undefined;
    let one = isLabelled ? { ...added, labels: { ...added.labels, worker } } : added;
    let key = seriesKey(one.labels);
    if (this.#all.size >= this.#maxSeries && !this.#all.has(key)) {
      one = { ...one, labels: overflowLabels(one.labels) };
      key = seriesKey(one.labels);
    }
    const known = this.#all.get(key);
    if (known === undefined) {
      this.#all.set(key, { series: one, parts: 1 });
      return;
    }
    known.series = this.#merge(known.series, one, known.parts);
    known.parts += 1;
  }

  #merge(a: Series, b: Series, parts: number): Series {
    if ("histogram" in a) return "histogram" in b ? mergeHistograms(a, b) : a;
    if ("summary" in a) return "summary" in b ? mergeSummaries(a, b) : a;
    if (!("value" in b)) return a;
    // A new worker takes over the label of one that has ended: counts go on, levels are its own.
    if (this.#aggregation === "perWorker" && this.#isLevel) return b;
    return mergeValues(a, b, this.#aggregation, parts);
  }

  family(): MetricFamily {
    const series = Array.from(this.#all.values(), ({ series: one }) => one);
    return { ...this.#head, series: allNativeOrNone(series) } as MetricFamily;
  }
}

function overflowLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, OVERFLOW]));
}

/** Prometheus takes a family for what its first series is: a mixed one loses the native part of the others. */
function allNativeOrNone(series: Series[]): Series[] {
  const isNative = (one: Series) => "histogram" in one && one.histogram.native !== undefined;
  const natives = series.filter(isNative).length;
  if (natives === 0 || natives === series.length) return series;
  return series.map((one) => {
    if (!("histogram" in one)) return one;
    const { native: _, ...histogram } = one.histogram;
    return { ...one, histogram };
  });
}
