/**
 * Sums of floating point numbers that do not depend on the order of adding.
 *
 * A total is added up in another order once a process has ended. Rounded on the
 * way it could come out one digit lower, which Prometheus takes for a restart
 * from 0. The list of parts (Shewchuk's expansion) loses nothing, and rounding
 * it once never makes a larger sum the smaller number.
 */
export type Parts = readonly number[];

/** Adds a number to what the parts stand for. */
export function addExactly(parts: Parts, added: number): number[] {
  const result: number[] = [];
  let high = added;
  for (const part of parts) {
    const [large, small] = Math.abs(high) < Math.abs(part) ? [part, high] : [high, part];
    high = large + small;
    const lost = small - (high - large);
    if (lost !== 0) result.push(lost);
  }
  result.push(high);
  return result;
}

/** The nearest number to what the parts stand for. */
export function roundedSum(parts: Parts): number {
  let at = parts.length - 1;
  let high = parts[at] ?? 0;
  let low = 0;
  while (at > 0 && low === 0) {
    const before = high;
    const part = parts[--at] as number;
    high = before + part;
    low = part - (high - before);
  }
  const next = parts[at - 1] ?? 0;
  // Exactly half way between two numbers: what is left over decides.
  if (at > 0 && low * next > 0) {
    const doubled = low * 2;
    const up = high + doubled;
    if (doubled === up - high) return up;
  }
  return high;
}
