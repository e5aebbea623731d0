import type { Exemplar } from "../metric-family.js";
import type { NativeConfig } from "../native/native-options.js";
import { NativeRecorder, type NativeShared } from "../native/native-recorder.js";
import { BoundSearch } from "./bound-search.js";
import { CountPool } from "./count-pool.js";
import type { DeferredObservations } from "./deferred-observations.js";
import type { SeriesOwner } from "./series.js";
import { SumPool } from "./sum-pool.js";

/** What all series of one histogram share: their bounds, and the pool they count in. */
export class HistogramStore {
  readonly upperBounds: readonly number[];
  readonly search: BoundSearch;
  /** One count per finite bound, and one for what is above the last. */
  readonly width: number;
  readonly pool: CountPool = new CountPool();
  readonly sums: SumPool = new SumPool();
  /** Of whoever has some: nobody is kept by the histogram for longer. */
  readonly deferred: Set<DeferredObservations> = new Set();
  readonly owner: SeriesOwner;
  /** Of the few series that have any. */
  exemplars: WeakMap<object, (Exemplar | undefined)[]> | undefined;
  readonly #native: NativeShared | undefined;

  constructor(
    upperBounds: readonly number[],
    owner: SeriesOwner,
    native: NativeConfig | undefined,
  ) {
    this.upperBounds = upperBounds;
    this.search = new BoundSearch(upperBounds);
    this.width = upperBounds.length + 1;
    this.owner = owner;
    this.#native = native && { config: native, pool: this.pool };
  }

  /** The native counterpart of a new series, if the family has one. */
  newNative(): NativeRecorder | undefined {
    return this.#native && new NativeRecorder(this.#native);
  }

  /** Counts what is only noted yet. */
  settle(): void {
    if (this.deferred.size === 0) return;
    for (const observations of this.deferred) observations.settle();
    this.deferred.clear();
  }
}
