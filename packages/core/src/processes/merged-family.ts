import { seriesKey } from "../exposition/series-key.js";
import type { LiveFamily, LiveSource } from "../live-family.js";
import type { CountPool } from "../metric/count-pool.js";
import { OVERFLOW } from "../metric/series-map.js";
import type { Aggregation, FamilyHead, Labels, MetricFamily, Series } from "../metric-family.js";
import { MergedHistogram } from "./merged-histogram.js";
import { MergedSeries } from "./merged-series.js";
import { MergedValue } from "./merged-value.js";
import { NATIVE } from "./pack-series.js";
import { Part, type Told } from "./part.js";
import { mergeHistograms, mergeSummaries, mergeValues } from "./series-merge.js";
import { type Reading, SeriesReader } from "./series-reader.js";
import type { WrittenFamily } from "./write-families.js";

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
  readonly #pool: CountPool;
  readonly #all = new Map<string, MergedSeries>();
  readonly #histogram = new MergedHistogram();
  readonly #value = new MergedValue();
  #parts = 0;
  /** How many parts have native buckets: they are exposed when all have. */
  #natives = 0;
  #isNative = false;
  #users = 0;

  constructor(head: FamilyHead, aggregation: Aggregation, maxSeries: number, pool: CountPool) {
    this.#head = head;
    this.#aggregation = aggregation;
    this.#maxSeries = maxSeries;
    this.#pool = pool;
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

  /** A process tells of a series for the first time; `labels` as it wrote them. */
  add(labels: string, reading: Reading, told: Told): Part {
    const of = this.#seriesOf(JSON.parse(labels) as Labels, reading.origin.worker);
    // Most processes write them alike: the same text is kept once.
    const text = of.parts.find((part) => part.labels === labels)?.labels ?? labels;
    const part = new Part(reading, text, this, of, told, this.#pool);
    of.add(part);
    of.changedIn = this.gathering;
    this.#parts += 1;
    this.#natives += nativesIn(part);
    return part;
  }

  /** Replaces what a process has told. */
  update(part: Part, reading: Reading, told: Told): void {
    const before = nativesIn(part);
    // Logs are written anew now and then: what they repeat need not be rendered again.
    if (!part.replace(reading, told, this.#pool)) return;
    this.#natives += nativesIn(part) - before;
    part.of.changedIn = this.gathering;
  }

  remove(part: Part): void {
    const { of } = part;
    of.remove(part);
    of.changedIn = this.gathering;
    this.#parts -= 1;
    this.#natives -= nativesIn(part);
    part.release(this.#pool);
    if (of.parts.length > 0) return;
    of.removed = true;
    this.#all.delete(of.key);
    this.membership += 1;
  }

  /** To be called when all processes have told what there is: what changes afterwards is new. */
  settle(): void {
    // Prometheus takes a family for what its first series is: a mixed one is classic.
    const isNative = this.#natives === this.#parts;
    if (isNative !== this.#isNative) {
      this.#isNative = isNative;
      for (const one of this.#all.values()) one.changedIn = this.gathering;
    }
    this.gathering += 1;
  }

  viewSeries(series: MergedSeries): Series {
    const view =
      this.type === "histogram"
        ? this.#histogram.show(series, this.#isNative)
        : (this.#isSum || series.parts.length === 1) && this.#value.show(series);
    return view || this.readSeries(series);
  }

  readSeries({ labels, parts }: MergedSeries): Series {
    const reader = new SeriesReader();
    const merged = parts
      .map((part) => reader.open(part).series(labels))
      .reduce((before, one, index) => this.#merge(before, one, index));
    return this.#isNative ? merged : withoutNative(merged);
  }

  live(): LiveFamily {
    return { ...this.#head, source: this as LiveSource };
  }

  /** To be written: each series is valid until the next is read. */
  written(): WrittenFamily {
    return { ...this.#head, series: this.#views() };
  }

  *#views(): Generator<Series, void> {
    for (const one of this.#all.values()) yield this.viewSeries(one);
  }

  family(): MetricFamily {
    const series = Array.from(this.#all.values(), (one) => this.readSeries(one));
    return { ...this.#head, series } as MetricFamily;
  }

  #seriesOf(labels: Labels, worker: string | undefined): MergedSeries {
    const isLabelled = this.#aggregation === "perWorker" && worker !== undefined;
    let exposed = isLabelled ? { ...labels, worker } : labels;
    let key = seriesKey(exposed);
    if (this.#all.size >= this.#maxSeries && !this.#all.has(key)) {
      exposed = overflowLabels(exposed);
      key = seriesKey(exposed);
    }
    let of = this.#all.get(key);
    if (of === undefined) {
      of = new MergedSeries(key, exposed);
      this.#all.set(key, of);
      this.membership += 1;
    }
    return of;
  }

  #merge(a: Series, b: Series, parts: number): Series {
    if ("histogram" in a) return "histogram" in b ? mergeHistograms(a, b) : a;
    if ("summary" in a) return "summary" in b ? mergeSummaries(a, b) : a;
    if (!("value" in b)) return a;
    // A new worker takes over the label of one that has ended: counts go on, levels are its own.
    if (this.#aggregation === "perWorker" && this.type !== "counter") return b;
    return mergeValues(a, b, this.#aggregation, parts);
  }

  /** Values that add up to those of all. A level of a worker is its own. */
  get #isSum(): boolean {
    return (
      this.#aggregation === "sum" || (this.#aggregation === "perWorker" && this.type === "counter")
    );
  }
}

function nativesIn({ bytes, at }: Part): number {
  return ((bytes[at] as number) & NATIVE) === 0 ? 0 : 1;
}

function overflowLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.keys(labels).map((name) => [name, OVERFLOW]));
}

function withoutNative(series: Series): Series {
  if (!("histogram" in series)) return series;
  const { native: _, ...histogram } = series.histogram;
  return { ...series, histogram };
}
