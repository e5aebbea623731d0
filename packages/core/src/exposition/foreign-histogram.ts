import type { Exemplar, HistogramSeries } from "../metric-family.js";
import { foreignExemplar } from "./foreign-exemplar.js";
import { type ForeignSample, readNumber, type SampleGroup } from "./foreign-sample.js";

/** Reads the histogram series of one family; those with the same bounds share the array. */
export function foreignHistogram(
  name: string,
  leftOut: string[],
): (group: SampleGroup) => HistogramSeries {
  let shared: readonly number[] = [];
  return ({ labels, samples }) => {
    const buckets = readBuckets(
      samples.filter(({ metricName }) => metricName === `${name}_bucket`),
      leftOut,
    );
    const sum = samples.find(({ metricName }) => metricName === `${name}_sum`);
    const total = samples.find(({ metricName }) => metricName === `${name}_count`);
    const below = buckets.counts.reduce((a, b) => a + b, 0);
    const count = total ? readNumber(total) : (buckets.total ?? below);
    if (!isSame(shared, buckets.upperBounds)) shared = buckets.upperBounds;
    const histogram = {
      upperBounds: shared,
      counts: [...buckets.counts, difference(count, below)],
      sum: sum ? readNumber(sum) : Number.NaN,
      count,
    };
    const { exemplars } = buckets;
    const hasExemplars = exemplars.some((exemplar) => exemplar !== undefined);
    return { labels, histogram: hasExemplars ? { ...histogram, exemplars } : histogram };
  };
}

/**
 * Reads the buckets in the order the client lists them, without +Inf.
 *
 * prom-client counts an observation in the first bound listed that is large
 * enough, and adds up in the order listed: a bound after a larger one has
 * nothing of its own, and one that is there twice is added twice.
 */
function readBuckets(
  samples: readonly ForeignSample[],
  leftOut: string[],
): {
  upperBounds: number[];
  counts: number[];
  exemplars: (Exemplar | undefined)[];
  total: number | undefined;
} {
  const upperBounds: number[] = [];
  const counts: number[] = [];
  const exemplars: (Exemplar | undefined)[] = [];
  let previous = 0;
  let infinity: ForeignSample | undefined;
  for (const sample of samples) {
    const cumulative = readNumber(sample);
    if (sample.labels?.le === "+Inf") {
      infinity = sample;
      continue;
    }
    const bound = readBound(sample);
    const own = difference(cumulative, previous);
    previous = cumulative;
    if (bound <= (upperBounds.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
    if (bound === Number.POSITIVE_INFINITY) continue;
    upperBounds.push(bound);
    counts.push(own);
    exemplars.push(foreignExemplar(sample.exemplar, leftOut));
  }
  exemplars.push(foreignExemplar(infinity?.exemplar, leftOut));
  return { upperBounds, counts, exemplars, total: infinity && readNumber(infinity) };
}

function readBound({ labels }: ForeignSample): number {
  const le = labels?.le;
  const bound = typeof le === "string" && le !== "" ? Number(le) : le;
  if (typeof bound === "number" && !Number.isNaN(bound)) return bound;
  throw new Error(`"${String(le)}" is not the bound of a bucket`);
}

function difference(total: number, before: number): number {
  if (Number.isSafeInteger(total) && total >= before) return total - before;
  throw new Error(`${total} after ${before} is not the count of a bucket`);
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((bound, i) => bound === b[i]);
}
