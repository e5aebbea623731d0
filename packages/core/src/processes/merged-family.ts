import type { LiveFamily, LiveSource } from "../live-family.js";
import type { CountPool } from "../metric/count-pool.js";
import type { Aggregation, FamilyHead, Labels, MetricFamily, Series } from "../metric-family.js";
import { keyOf, overflowLabels } from "./label-key.js";
import { MergedReader } from "./merged-reader.js";
import { MergedSeries } from "./merged-series.js";
import { NATIVE } from "./pack-series.js";
import { Part, type Told } from "./part.js";
import type { Reading } from "./series-reader.js";
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
  readonly #reader: MergedReader;
  #parts = 0;
  /** How many parts have native buckets: they are exposed when all have. */
  #natives = 0;
  #users = 0;

  constructor(head: FamilyHead, aggregation: Aggregation, maxSeries: number, pool: CountPool) {
    this.#head = head;
    this.#aggregation = aggregation;
    this.#maxSeries = maxSeries;
    this.#pool = pool;
    this.#reader = new MergedReader(head.type, aggregation);
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
    const of = this.#seriesOf(labels, reading.origin.worker);
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
    if (isNative !== this.#reader.isNative) {
      this.#reader.isNative = isNative;
      for (const one of this.#all.values()) one.changedIn = this.gathering;
    }
    this.gathering += 1;
  }

  viewSeries(series: MergedSeries): Series {
    return this.#reader.view(series);
  }

  readSeries(series: MergedSeries): Series {
    return this.#reader.read(series);
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

  #seriesOf(told: string, worker: string | undefined): MergedSeries {
    const isLabelled = this.#aggregation === "perWorker" && worker !== undefined;
    // Mostly another process has told of it in the same words.
    const known = isLabelled ? undefined : this.#all.get(told);
    if (known !== undefined) return known;
    const labels = JSON.parse(told) as Labels;
    let exposed = isLabelled ? { ...labels, worker } : labels;
    let key = keyOf(exposed);
    if (this.#all.size >= this.#maxSeries && !this.#all.has(key)) {
      exposed = overflowLabels(exposed);
      key = keyOf(exposed);
    }
    let of = this.#all.get(key);
    if (of === undefined) {
      of = new MergedSeries(key === told ? told : key, exposed);
      this.#all.set(of.key, of);
      this.membership += 1;
    }
    return of;
  }
}

function nativesIn({ bytes, at }: Part): number {
  return ((bytes[at] as number) & NATIVE) === 0 ? 0 : 1;
}
