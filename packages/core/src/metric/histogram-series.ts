import type { Exemplar, HistogramValue, Labels } from "../metric-family.js";
import { highWord, writtenNumber } from "../native/double-words.js";
import type { NativeReading } from "../native/native-reading.js";
import type { NativeRecorder } from "../native/native-recorder.js";
import { type Counts, mayOverflow } from "./count-pool.js";
import { exemplarOf } from "./exemplar.js";
import type { HistogramStore } from "./histogram-store.js";
import { TimedSeries } from "./timed-series.js";

/** The numbers of a series, in an object that is used again. */
export interface HistogramReading {
  /** As long as the buckets, the one above the last bound included; not cumulative. */
  readonly counts: number[];
  sum: number;
  count: number;
  exemplars: readonly (Exemplar | undefined)[] | undefined;
}

/** One histogram series. Its counts lie in the pool of the family. */
export class HistogramSeries extends TimedSeries {
  private readonly store: HistogramStore;
  private native: NativeRecorder | undefined;
  /** Not cumulative, from `#at` on. */
  private counts: Counts;
  private at: number;
  private sums: Float64Array;
  private sumAt: number;

  constructor(store: HistogramStore, labelValues: readonly string[]) {
    super(labelValues);
    this.store = store;
    const { counts, at } = store.pool.allocate(store.width);
    this.counts = counts;
    this.at = at;
    const cell = store.sums.allocate();
    this.sums = cell.sums;
    this.sumAt = cell.at;
    this.native = store.newNative();
  }

  /**
   * Counts `value` in its bucket and adds it to the sum. NaN counts above the last bound;
   * what is no number is ignored, with a warning.
   */
  observe(value: number, exemplarLabels?: Labels): void {
    if (typeof value === "number") this.observeWritten(highWord(value), exemplarLabels);
    else this.store.owner.refuse("observe", value);
  }

  /** Observes one of these numbers, which need not be handed over. */
  observeAt(values: Float64Array, index: number): void {
    this.observeWritten(highWord(values[index] as number), undefined);
  }

  override recordDuration(seconds: number): void {
    this.observe(seconds);
  }

  /** Of all observed values. */
  get sum(): number {
    this.store.settle();
    return this.sums[this.sumAt] as number;
  }

  /** How many values were observed. */
  get count(): number {
    this.store.settle();
    let count = 0;
    for (let bucket = 0; bucket < this.store.width; bucket++) count += this.countOf(bucket);
    return count;
  }

  /** The newest exemplar of all buckets. */
  get latestExemplar(): Exemplar | undefined {
    return this.exemplars?.reduce((latest, exemplar) =>
      (exemplar?.timestamp ?? 0) > (latest?.timestamp ?? 0) ? exemplar : latest,
    );
  }

  /** Writes the present numbers into `reading`, without garbage. */
  read(reading: HistogramReading): void {
    this.store.settle();
    const { counts } = reading;
    let total = 0;
    for (let bucket = 0; bucket < this.store.width; bucket++) {
      const count = this.countOf(bucket);
      counts[bucket] = count;
      total += count;
    }
    reading.count = total;
    reading.sum = this.sum;
    reading.exemplars = this.exemplars;
  }

  /** The same of the native buckets; false where there are none. */
  readNative(reading: NativeReading): boolean {
    this.store.settle();
    this.native?.read(reading);
    return this.native !== undefined;
  }

  snapshot(): HistogramValue {
    this.store.settle();
    const { exemplars } = this;
    const { width, upperBounds } = this.store;
    const counts = Array.from({ length: width }, (_, bucket) => this.countOf(bucket));
    const native = this.native?.snapshot();
    return {
      upperBounds,
      counts,
      sum: this.sum,
      count: this.count,
      ...(exemplars && { exemplars: [...exemplars] }),
      ...(native && { native }),
    };
  }

  override reset(): void {
    this.store.settle();
    this.counts.fill(0, this.at, this.at + this.store.width);
    this.sums[this.sumAt] = 0;
    this.native?.reset();
    this.store.exemplars?.delete(this);
    this.beginAnew();
    this.changedIn = this.store.owner.gathering;
  }

  /**
   * Gives the counts back to the family. Whoever kept the series may still observe:
   * it then counts where nothing is exposed.
   */
  release(): void {
    this.store.pool.release({ counts: this.counts, at: this.at }, this.store.width);
    this.counts = new Float64Array(this.store.width);
    this.at = 0;
    this.store.sums.release({ sums: this.sums, at: this.sumAt });
    this.sums = new Float64Array(1);
    this.sumAt = 0;
    this.native?.reset();
    this.native = undefined;
  }

  private get exemplars(): (Exemplar | undefined)[] | undefined {
    return this.store.exemplars?.get(this);
  }

  private countOf(bucket: number): number {
    return this.counts[this.at + bucket] as number;
  }

  /** Observes the number that `highWord` has just written and returned the upper half of. */
  private observeWritten(high: number, exemplarLabels: Labels | undefined): void {
    const { store } = this;
    // Read at once: what is called below may write other numbers.
    const value = writtenNumber();
    const bucket = store.search.findWritten(high);
    const at = this.at + bucket;
    const count = (this.counts[at] as number) + 1;
    this.counts[at] = count;
    if (mayOverflow(count)) this.widen(bucket, count);
    this.sums[this.sumAt] = (this.sums[this.sumAt] as number) + value;
    this.changedIn = store.owner.gathering;
    if (this.native?.observeWritten(high)) this.startAnew(value, exemplarLabels);
    else if (exemplarLabels) this.keepExemplar(bucket, exemplarLabels, value);
  }

  private widen(bucket: number, count: number): void {
    if (this.countOf(bucket) === count) return;
    const run = { counts: this.counts, at: this.at };
    const { counts, at } = this.store.pool.widen(run, this.store.width, bucket, count);
    this.counts = counts;
    this.at = at;
  }

  /** The native buckets were too many; both kinds keep counting the same observations. */
  private startAnew(value: number, exemplarLabels: Labels | undefined): void {
    this.reset();
    this.observe(value, exemplarLabels);
  }

  private keepExemplar(bucket: number, labels: Labels, value: number): void {
    const exemplar = exemplarOf(labels, value);
    if (exemplar === undefined) return;
    this.store.exemplars ??= new WeakMap();
    const kept =
      this.exemplars ?? new Array<Exemplar | undefined>(this.store.width).fill(undefined);
    this.store.exemplars.set(this, kept);
    kept[bucket] = exemplar;
    this.native?.addExemplar(exemplar);
  }
}
