import type { NativeConfig } from "../native/native-options.js";
import { NativeRecorder } from "../native/native-recorder.js";
import { BoundSearch } from "./bound-search.js";
import type { SeriesOwner } from "./series.js";

const ROWS_PER_CHUNK = 32;

/**
 * The numbers of all series of one histogram: a row each with a count per bucket,
 * the count above the last bound, and the sum. Rows share large typed arrays, since
 * an array of its own would cost each series more than its numbers.
 */
export class HistogramStore {
  readonly upperBounds: readonly number[];
  readonly search: BoundSearch;
  /** Finite bounds. */
  readonly width: number;
  /** The place of the sum in a row. */
  readonly sumAt: number;
  readonly owner: SeriesOwner;
  readonly #native: NativeConfig | undefined;
  #free: { row: Float64Array; offset: number }[] = [];
  #chunk: Float64Array | undefined;
  #used = ROWS_PER_CHUNK;

  constructor(
    upperBounds: readonly number[],
    owner: SeriesOwner,
    native: NativeConfig | undefined,
  ) {
    this.upperBounds = upperBounds;
    this.search = new BoundSearch(upperBounds);
    this.width = upperBounds.length;
    this.sumAt = this.width + 1;
    this.owner = owner;
    this.#native = native;
  }

  /** The native counterpart of a new series, if the family has one. */
  newNative(): NativeRecorder | undefined {
    return this.#native && new NativeRecorder(this.#native);
  }

  /** A row of zeros. */
  allocate(): { row: Float64Array; offset: number } {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#chunk === undefined || this.#used === ROWS_PER_CHUNK) {
      this.#chunk = new Float64Array(ROWS_PER_CHUNK * (this.width + 2));
      this.#used = 0;
    }
    return { row: this.#chunk, offset: this.#used++ * (this.width + 2) };
  }

  release(row: Float64Array, offset: number): void {
    row.fill(0, offset, offset + this.width + 2);
    this.#free.push({ row, offset });
  }
}
