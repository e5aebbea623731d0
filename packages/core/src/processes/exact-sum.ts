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
  /** Used again for each sum: those up to `#length` belong to the present one. */
  readonly #parts: number[] = [];
  #length = 0;
  #plain = 0;

  clear(): void {
    this.#length = 0;
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
    return Number.isFinite(this.#plain) ? roundedSum(this.#parts, this.#length) : this.#plain;
  }

  /** What the nearest number does not tell; undefined where it tells all. */
  get parts(): Parts | undefined {
    const isMore = this.#length > 1 && Number.isFinite(this.#plain);
    return isMore ? this.#parts.slice(0, this.#length) : undefined;
  }

  #addExactly(added: number): void {
    const parts = this.#parts;
    let high = added;
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      const part = parts[i] as number;
      const isLarger = Math.abs(part) > Math.abs(high);
      const large = isLarger ? part : high;
      const small = isLarger ? high : part;
      high = large + small;
      const lost = small - (high - large);
      if (lost !== 0) parts[kept++] = lost;
    }
    parts[kept] = high;
    this.#length = kept + 1;
  }
}

/** The nearest number to what the first parts stand for. */
function roundedSum(parts: Parts, length: number): number {
  let at = length - 1;
  let high = at < 0 ? 0 : (parts[at] as number);
  let low = 0;
  while (at > 0 && low === 0) {
    const before = high;
    const part = parts[--at] as number;
    high = before + part;
    low = part - (high - before);
  }
  const next = at > 0 ? (parts[at - 1] as number) : 0;
  // Exactly half way between two numbers: what is left over decides.
  if (at > 0 && low * next > 0) {
    const doubled = low * 2;
    const up = high + doubled;
    if (doubled === up - high) return up;
  }
  return high;
}
