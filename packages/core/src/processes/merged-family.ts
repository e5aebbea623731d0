import { seriesKey } from "../exposition/series-key.js";
import type { LiveFamily, LiveSource } from "../live-family.js";
import { OVERFLOW } from "../metric/series-map.js";
import type {
  Aggregation,
  FamilyHead,
  HistogramValue,
  Labels,
  MetricFamily,
  Series,
} from "../metric-family.js";
import { MergedSeries, type Origin, type Part } from "./merged-series.js";
import { mergeHistograms, mergeSummaries, mergeValues } from "./series-merge.js";

/**
 * One family of several processes. What a process tells of a series is kept, so that
 * only the series of which a process tells anew are added up and rendered again.
 */
export class MergedFamily implements LiveSource<MergedSeries> {
  gathering = 0;
  membership = 0;
  readonly #head: FamilyHead;
  readonly #aggregation: Aggregation;
  readonly #maxSeries: number;
  readonly #all = new Map<string, MergedSeries>();
  /** How many parts are histograms without a native one, and with one. */
  readonly #histograms = { classic: 0, native: 0 };
  #isMixed = false;
  #users = 0;

  constructor(head: FamilyHead, aggregation: Aggregation, maxSeries: number) {
    this.#head = head;
    this.#aggregation = aggregation;
    this.#maxSeries = maxSeries;
  }

  /** True when no process has it any more. */
  get isOver(): boolean {
    return this.#users === 0;
  }

  /** Another process has it; false: it was over, and begins as something else. */
  join(head: FamilyHead): boolean {
    if (this.isOver && JSON.stringify(head) !== JSON.stringify(this.#head)) return false;
    this.#users += 1;
    return true;
  }

  leave(): void {
    this.#users -= 1;
  }

  get type(): MetricFamily["type"] {
    return this.#head.type;
  }

  get size(): number {
    return this.#all.size;
  }

  allSeries(): Iterable<MergedSeries> {
    return this.#all.values();
  }

  add(labels: Labels, added: Series, origin: Origin): Part {
    const { worker } = origin;
    const isLabelled = this.#aggregation === "perWorker" && worker !== undefined;
    let exposed = isLabelled ? { ...labels, worker } : labels;
    let key = seriesKey(exposed);
    if (this.#all.size >= this.#maxSeries && !this.#all.has(key)) {
      exposed = overflowLabels(exposed);
      key = seriesKey(exposed);
    }
    let of = this.#all.get(key);
    if (of === undefined) {
      of = new MergedSeries(key);
      this.#all.set(key, of);
      this.membership += 1;
    }
    const series = exposed === labels ? added : { ...added, labels: exposed };
    const part = { origin, labels, series, family: this, of };
    of.add(part);
    this.#count(added, 1);
    of.changedIn = this.gathering;
    return part;
  }

  /** Replaces what a process has told; it has the labels that are exposed. */
  update(part: Part, series: Series): void {
    // Logs are written anew now and then: what they repeat need not be rendered again.
    if (isUnchanged(part.series, series)) return;
    this.#count(part.series, -1);
    this.#count(series, 1);
    part.series = series;
    part.of.changedIn = this.gathering;
  }

  remove(part: Part): void {
    const { of } = part;
    of.remove(part);
    this.#count(part.series, -1);
    of.changedIn = this.gathering;
    if (of.parts.length > 0) return;
    of.removed = true;
    this.#all.delete(of.key);
    this.membership += 1;
  }

  /** To be called when all processes have told what there is: what changes afterwards is new. */
  settle(): void {
    const { classic, native } = this.#histograms;
    const isMixed = classic > 0 && native > 0;
    if (isMixed !== this.#isMixed) {
      this.#isMixed = isMixed;
      for (const one of this.#all.values()) one.changedIn = this.gathering;
    }
    this.gathering += 1;
  }

  viewSeries({ parts }: MergedSeries): Series {
    let merged = (parts[0] as Part).series;
    for (let i = 1; i < parts.length; i++) {
      merged = this.#merge(merged, (parts[i] as Part).series, i);
    }
    return this.#isMixed ? withoutNative(merged) : merged;
  }

  readSeries(series: MergedSeries): Series {
    return this.viewSeries(series);
  }

  live(): LiveFamily {
    return { ...this.#head, source: this as LiveSource };
  }

  family(): MetricFamily {
    const series = Array.from(this.#all.values(), (one) => this.viewSeries(one));
    return { ...this.#head, series } as MetricFamily;
  }

  #merge(a: Series, b: Series, parts: number): Series {
    if ("histogram" in a) return "histogram" in b ? mergeHistograms(a, b) : a;
    if ("summary" in a) return "summary" in b ? mergeSummaries(a, b) : a;
    if (!("value" in b)) return a;
    // A new worker takes over the label of one that has ended: counts go on, levels are its own.
    if (this.#aggregation === "perWorker" && this.type !== "counter") return b;
    return mergeValues(a, b, this.#aggregation, parts);
  }

  #count(series: Series, by: 1 | -1): void {
    if (!("histogram" in series)) return;
    this.#histograms[series.histogram.native === undefined ? "classic" : "native"] += by;
  }
}

/** Both are what one process tells of one series: who counts has another count afterwards. */
function isUnchanged(a: Series, b: Series): boolean {
  if (a.created !== b.created || a.timestamp !== b.timestamp) return false;
  if ("histogram" in a) {
    return "histogram" in b && isSameHistogram(a.histogram, b.histogram);
  }
  if ("summary" in a) return false;
  if (!("value" in b) || a.exemplar || b.exemplar) return false;
  return Object.is(a.value, b.value) && a.changed === b.changed;
}

function isSameHistogram(a: HistogramValue, b: HistogramValue): boolean {
  if (a.upperBounds !== b.upperBounds || a.count !== b.count || !Object.is(a.sum, b.sum))
    return false;
  if (a.native?.schema !== b.native?.schema) return false;
  return a.counts.every((count, index) => count === b.counts[index]);
}

function overflowLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, OVERFLOW]));
}

/** Prometheus takes a family for what its first series is: a mixed one loses the native part of the others. */
function withoutNative(series: Series): Series {
  if (!("histogram" in series)) return series;
  const { native: _, ...histogram } = series.histogram;
  return { ...series, histogram };
}
