import type { Exemplar } from "../metric-family.js";

const MAX_EXEMPLARS = 10;
const LIFETIME_SECONDS = 300;

/**
 * Adds an exemplar to those of a native histogram, which are sorted by value; returns the new list.
 *
 * Ten are kept. When there are more, the oldest goes if its time is up, and
 * otherwise the older one of the two that are closest on a logarithmic scale:
 * so they stay spread over the whole range.
 */
export function addExemplar(exemplars: readonly Exemplar[], added: Exemplar): Exemplar[] {
  const position = exemplars.findIndex(({ value }) => value > added.value);
  const sorted = exemplars.toSpliced(position < 0 ? exemplars.length : position, 0, added);
  if (sorted.length <= MAX_EXEMPLARS) return sorted;
  const oldest = sorted.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
  const isExpired = timeOf(added) - timeOf(oldest) > LIFETIME_SECONDS;
  const evicted = isExpired ? oldest : olderOfClosest(sorted);
  return sorted.filter((exemplar) => exemplar !== evicted);
}

function olderOfClosest(sorted: readonly Exemplar[]): Exemplar {
  let evicted = sorted[0] as Exemplar;
  let closest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) {
    const [lower, upper] = [sorted[i - 1] as Exemplar, sorted[i] as Exemplar];
    const gap = distance(lower.value, upper.value);
    if (gap >= closest) continue;
    closest = gap;
    evicted = timeOf(lower) <= timeOf(upper) ? lower : upper;
  }
  return evicted;
}

/** On a logarithmic scale; a change of sign is farther than anything. */
function distance(lower: number, upper: number): number {
  if (lower === upper) return 0;
  const ratio = upper / lower;
  return ratio > 0 ? Math.abs(Math.log(ratio)) : Number.MAX_VALUE;
}

function timeOf({ timestamp }: Exemplar): number {
  return timestamp ?? 0;
}
