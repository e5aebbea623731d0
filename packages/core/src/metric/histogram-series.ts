import type { Exemplar, HistogramValue, Labels, NativeHistogram } from "../metric-family.js";
import type { NativeRecorder } from "../native/native-recorder.js";
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

/** One histogram series. Its numbers lie in a row of the family's store. */
export class HistogramSeries extends TimedSeries {
  readonly #store: HistogramStore;
  readonly #native: NativeRecorder | undefined;
  #row: Float64Array;
  #offset: number;
  #exemplars: (Exemplar | undefined)[] | undefined;

  constructor(store: HistogramStore, labelValues: readonly string[]) {
    super(labelValues);
    this.#store = store;
    const { row, offset } = store.allocate();
    this.#row = row;
    this.#offset = offset;
    this.#native = store.newNative();
  }

  /**
   * Counts `value` in its bucket and adds it to the sum. NaN counts above the last bound;
   * what is no number is ignored, with a warning.
   */
  observe(value: number, exemplarLabels?: Labels): void {
    const store = this.#store;
    if (typeof value !== "number") {
      store.owner.refuse("observe", value);
      return;
    }
    const row = this.#row;
    const bucket = store.search.find(value);
    const at = this.#offset + bucket;
    row[at] = (row[at] as number) + 1;
    const sum = this.#offset + store.sumAt;
    row[sum] = (row[sum] as number) + value;
    this.changedIn = store.owner.gathering;
    if (this.#native?.observe(value)) this.#startAnew(value, exemplarLabels);
    else if (exemplarLabels) this.#keepExemplar(bucket, exemplarLabels, value);
  }

  override recordDuration(seconds: number): void {
    this.observe(seconds);
  }

  /** How many values were observed. */
  get count(): number {
    let count = 0;
    for (let bucket = 0; bucket <= this.#store.width; bucket++) {
      count += this.#row[this.#offset + bucket] as number;
    }
    return count;
  }

  get sum(): number {
    return this.#row[this.#offset + this.#store.width + 1] as number;
  }

  /** The newest exemplar of all buckets. */
  get latestExemplar(): Exemplar | undefined {
    return this.#exemplars?.reduce((latest, exemplar) =>
      (exemplar?.timestamp ?? 0) > (latest?.timestamp ?? 0) ? exemplar : latest,
    );
  }

  /** Writes the present numbers into `reading`, without garbage. */
  read(reading: HistogramReading): void {
    const { counts } = reading;
    let total = 0;
    for (let bucket = 0; bucket <= this.#store.width; bucket++) {
      const count = this.#row[this.#offset + bucket] as number;
      counts[bucket] = count;
      total += count;
    }
    reading.count = total;
    reading.sum = this.sum;
    reading.exemplars = this.#exemplars;
  }

  /** Undefined where there are no native buckets. */
  nativeSnapshot(): NativeHistogram | undefined {
    return this.#native?.snapshot();
  }

  snapshot(): HistogramValue {
    const { width, upperBounds } = this.#store;
    const counts = Array.from(this.#row.subarray(this.#offset, this.#offset + width + 1));
    const native = this.nativeSnapshot();
    return {
      upperBounds,
      counts,
      sum: this.sum,
      count: this.count,
      ...(this.#exemplars && { exemplars: [...this.#exemplars] }),
      ...(native && { native }),
    };
  }

  override reset(): void {
    this.#row.fill(0, this.#offset, this.#offset + this.#store.width + 2);
    this.#native?.reset();
    this.#exemplars = undefined;
    this.created = Date.now() / 1000;
    this.changedIn = this.#store.owner.gathering;
  }

  /**
   * Gives the row back to the family. Whoever kept the series may still observe:
   * it then counts in a row of its own that is exposed nowhere.
   */
  release(): void {
    this.#store.release(this.#row, this.#offset);
    this.#row = new Float64Array(this.#store.width + 2);
    this.#offset = 0;
  }

  /** The native buckets were too many; both kinds keep counting the same observations. */
  #startAnew(value: number, exemplarLabels: Labels | undefined): void {
    this.reset();
    this.observe(value, exemplarLabels);
  }

  #keepExemplar(bucket: number, labels: Labels, value: number): void {
    const exemplar = exemplarOf(labels, value);
    if (exemplar === undefined) return;
    this.#exemplars ??= new Array<Exemplar | undefined>(this.#store.width + 1).fill(undefined);
    this.#exemplars[bucket] = exemplar;
    this.#native?.addExemplar(exemplar);
  }
}
