import type { NativeBuckets } from "../metric-family.js";

/** Native buckets as Prometheus stores them: runs of buckets, and counts as differences. */
export interface BucketSpans {
  /** The first offset is an index, the others are gaps to the end of the span before. */
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  /** Each count minus the count of the bucket before. */
  readonly deltas: readonly number[];
}

/** A gap up to this many empty buckets is cheaper to fill than to skip. */
const FILLED_GAP = 2;

/** Converts sorted sparse buckets to spans and deltas. */
export function toSpans({ indices, counts }: NativeBuckets): BucketSpans {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let next = 0;
  let previousCount = 0;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i] as number;
    const count = counts[i] as number;
    const gap = index - next;
    let span = spans.at(-1);
    if (span === undefined || gap > FILLED_GAP) {
      span = { offset: gap, length: 0 };
      spans.push(span);
    } else {
      for (let empty = 0; empty < gap; empty++) {
        deltas.push(0 - previousCount);
        previousCount = 0;
        span.length++;
      }
    }
    deltas.push(count - previousCount);
    previousCount = count;
    span.length++;
    next = index + 1;
  }
  return { spans, deltas };
}
