/**
 * Sums of floating point numbers that do not depend on the order of adding.
 *
 * A total is added up in another order once a process has ended. Rounded on the
 * way it could come out one digit lower, which Prometheus takes for a restart
 * from 0. The list of parts (Shewchuk's expansion) loses nothing, and rounding
 * it once never makes a larger sum the smaller number.
 */
export type Parts = readonly number[];

/** Adds numbers up, exactly as long as they are neither infinite nor NaN. */
export class ExactSum {
  readonly #parts: number[] = [];
  #plain = 0;

  clear(): void {
    this.#parts.length = 0;
    this.#plain = 0;
  }

  /** Adds a number, or the parts of one that was added up before. */
  add(value: number, parts?: Parts): void {
    this.#plain += value;
    if (parts === undefined) this.#addExactly(value);
    else for (const part of parts) this.#addExactly(part);
  }

  /** The nearest number. */
  get value(): number {
    return Number.isFinite(this.#plain) ? roundedSum(this.#parts) : this.#plain;
  }

  /** What the nearest number does not tell; undefined where it tells all. */
  get parts(): Parts | undefined {
    const isMore = this.#parts.length > 1 && Number.isFinite(this.#plain);
    return isMore ? [...this.#parts] : undefined;
  }

  #addExactly(added: number): void {
    const parts = this.#parts;
    let high = added;
    let kept = 0;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as number;
      const isLarger = Math.abs(part) > Math.abs(high);
      const large = isLarger ? part : high;
      const small = isLarger ? high : part;
      high = large + small;
      const lost = small - (high - large);
      if (lost !== 0) parts[kept++] = lost;
    }
    parts.length = kept;
    parts.push(high);
  }
}

/** The nearest number to what the parts stand for. */
function roundedSum(parts: Parts): number {
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
