import type { Exemplar, NativeBuckets } from "../metric-family.js";

/** Populated buckets, in lists that are used again. */
export interface BucketsReading extends NativeBuckets {
  readonly indices: number[];
  readonly counts: number[];
}

/** A native histogram in an object that is used again. */
export interface NativeReading {
  schema: number;
  zeroThreshold: number;
  zeroCount: number;
  readonly positive: BucketsReading;
  readonly negative: BucketsReading;
  exemplars: readonly Exemplar[];
}

export function newNativeReading(): NativeReading {
  return {
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { indices: [], counts: [] },
    negative: { indices: [], counts: [] },
    exemplars: [],
  };
}

/** All buckets have been written: what an earlier reading has left behind them goes. */
export function endBuckets({ indices, counts }: BucketsReading, populated: number): void {
  // Even to set a length to what it is costs a call.
  if (indices.length === populated) return;
  indices.length = populated;
  counts.length = populated;
}
