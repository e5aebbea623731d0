import type { NativeBuckets, NativeHistogram } from "../metric-family.js";
import { upperBound } from "./bucket-index.js";
import { addExemplar } from "./native-exemplars.js";

/**
 * Adds two native histograms, as of two processes or two times.
 *
 * The result has the coarser schema and the wider zero bucket of the two; the
 * zero bucket grows to the end of a bucket that it would otherwise cut in two.
 */
export function mergeNative(a: NativeHistogram, b: NativeHistogram): NativeHistogram {
  const schema = Math.min(a.schema, b.schema);
  const positive = add(
    coarsen(a.positive, a.schema, schema),
    coarsen(b.positive, b.schema, schema),
  );
  const negative = add(
    coarsen(a.negative, a.schema, schema),
    coarsen(b.negative, b.schema, schema),
  );
  const zeroThreshold = commonThreshold(a, b, schema, [positive, negative]);
  const above = cutZero(positive, schema, zeroThreshold);
  const below = cutZero(negative, schema, zeroThreshold);
  return {
    schema,
    zeroThreshold,
    zeroCount: a.zeroCount + b.zeroCount + above.zeroCount + below.zeroCount,
    positive: above.buckets,
    negative: below.buckets,
    exemplars: b.exemplars.reduce(addExemplar, [...a.exemplars]),
  };
}

function coarsen(buckets: NativeBuckets, from: number, to: number): NativeBuckets {
  if (from === to) return buckets;
  const steps = from - to;
  // ceil(index / 2^steps): bucket i of the lower schema ends where the last of its parts does.
  const indices = buckets.indices.map((index) => (index + (1 << steps) - 1) >> steps);
  return add({ indices, counts: buckets.counts }, { indices: [], counts: [] });
}

/** Joins two lists that ascend, adding the counts of equal indices. */
function add(a: NativeBuckets, b: NativeBuckets): NativeBuckets {
  const indices: number[] = [];
  const counts: number[] = [];
  let [i, j] = [0, 0];
  while (i < a.indices.length || j < b.indices.length) {
    const fromA = (a.indices[i] ?? Infinity) <= (b.indices[j] ?? Infinity);
    const index = (fromA ? a.indices[i] : b.indices[j]) as number;
    const count = (fromA ? a.counts[i++] : b.counts[j++]) as number;
    if (index === indices.at(-1)) counts[counts.length - 1] = (counts.at(-1) as number) + count;
    else {
      indices.push(index);
      counts.push(count);
    }
  }
  return { indices, counts };
}

/** The wider threshold, moved to the end of the populated bucket that holds it. */
function commonThreshold(
  a: NativeHistogram,
  b: NativeHistogram,
  schema: number,
  buckets: readonly NativeBuckets[],
): number {
  let threshold = Math.max(a.zeroThreshold, b.zeroThreshold);
  if (a.zeroThreshold === b.zeroThreshold && a.schema === b.schema) return threshold;
  for (const index of buckets.flatMap(({ indices }) => indices).sort((x, y) => x - y)) {
    if (lowerBound(index, schema) < threshold) {
      threshold = Math.max(threshold, upperBound(index, schema));
    }
  }
  return threshold;
}

/** Moves the buckets below the threshold into the zero bucket. */
function cutZero(
  { indices, counts }: NativeBuckets,
  schema: number,
  threshold: number,
): { buckets: NativeBuckets; zeroCount: number } {
  const kept = indices.findIndex((index) => upperBound(index, schema) > threshold);
  const start = kept < 0 ? indices.length : kept;
  return {
    buckets: { indices: indices.slice(start), counts: counts.slice(start) },
    zeroCount: counts.slice(0, start).reduce((sum, count) => sum + count, 0),
  };
}

function lowerBound(index: number, schema: number): number {
  return upperBound(index - 1, schema);
}
