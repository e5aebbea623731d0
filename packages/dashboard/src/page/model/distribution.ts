import type { HistogramValue } from "@routemetrics/core";

/** How many observations fell where: counts by bucket, native or classic. */
export interface Distribution {
  /** Resolution of native buckets; absent: `bounds` are classic ones. */
  readonly schema?: number;
  readonly bounds: readonly number[];
  /** By native index or by position among the bounds; `ZERO` is the zero bucket. */
  readonly counts: ReadonlyMap<number, number>;
}

export interface Bucket {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

const ZERO = Number.NEGATIVE_INFINITY;

/** Native buckets when the histogram has them, since they are finer. */
export function toDistribution(histogram: HistogramValue): Distribution {
  const { native } = histogram;
  if (!native) {
    const counts = new Map(histogram.counts.map((count, i) => [i, count] as const));
    return { bounds: histogram.upperBounds, counts };
  }
  const counts = new Map(
    native.positive.indices.map((k, i) => [k, native.positive.counts[i] ?? 0]),
  );
  if (native.zeroCount > 0) counts.set(ZERO, native.zeroCount);
  return { schema: native.schema, bounds: [], counts };
}

/** What was observed since `before`; the same series at an earlier time, never reset since. */
export function subtract(now: Distribution, before: Distribution): Distribution {
  const earlier = coarsen(before, now.schema).counts;
  const counts = new Map<number, number>();
  for (const [key, count] of now.counts) {
    const grown = count - (earlier.get(key) ?? 0);
    if (grown > 0) counts.set(key, grown);
  }
  return { ...now, counts };
}

/** A distribution that others are added to; it belongs to whoever made it. */
export interface DistributionSum extends Distribution {
  readonly counts: Map<number, number>;
}

/** Adds in place, since thousands are added at each refresh; returns the sum. */
export function add(sum: DistributionSum | undefined, more: Distribution): DistributionSum {
  if (!sum) return { ...more, counts: new Map(more.counts) };
  // Native and classic buckets of one metric do not mix; the first kind stands.
  if ((sum.schema === undefined) !== (more.schema === undefined)) return sum;
  const into: DistributionSum = coarsen(sum, more.schema);
  const { counts } = into;
  for (const [key, count] of coarsen(more, into.schema).counts) {
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return into;
}

/** Populated buckets, ascending. */
export function bucketsOf(distribution: Distribution): Bucket[] {
  const { bounds, schema } = distribution;
  const edge = (k: number) =>
    k === ZERO ? 0 : schema === undefined ? (bounds[k] ?? Infinity) : 2 ** (k / 2 ** schema);
  const below = (k: number) => (k === ZERO || (schema === undefined && k === 0) ? 0 : edge(k - 1));
  return [...distribution.counts]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([k, count]) => ({ lower: below(k), upper: edge(k), count }));
}

export function countOf(distribution: Distribution): number {
  let total = 0;
  for (const count of distribution.counts.values()) total += count;
  return total;
}

/**
 * The value below which the share `q` lies, interpolated within its bucket;
 * undefined when nothing was observed. Above the last bound, that bound.
 */
export function quantile(distribution: Distribution | undefined, q: number): number | undefined {
  if (!distribution) return undefined;
  const buckets = bucketsOf(distribution);
  let left = q * countOf(distribution);
  for (const { lower, upper, count } of buckets) {
    if (left <= count) {
      if (upper === Infinity) return lower;
      const share = left / count;
      // Native buckets grow exponentially, so half-way is their geometric middle.
      const exponential = distribution.schema !== undefined && lower > 0;
      return exponential ? lower * (upper / lower) ** share : lower + (upper - lower) * share;
    }
    left -= count;
  }
  return buckets.at(-1)?.lower;
}

/** The same at a lower resolution; classic buckets, and coarser ones, stay as they are. */
export function coarsen<D extends Distribution>(
  distribution: D,
  schema: number | undefined,
): D | DistributionSum {
  if (schema === undefined || distribution.schema === undefined) return distribution;
  const steps = distribution.schema - schema;
  if (steps <= 0) return distribution;
  const counts = new Map<number, number>();
  for (const [key, count] of distribution.counts) {
    const merged = key === ZERO ? ZERO : Math.ceil(key / 2 ** steps);
    counts.set(merged, (counts.get(merged) ?? 0) + count);
  }
  return { ...distribution, schema, counts };
}
