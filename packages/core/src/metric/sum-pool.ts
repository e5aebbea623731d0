/** A number in an array that many share. */
export interface SumCell {
  readonly sums: Float64Array;
  readonly at: number;
}

const SMALLEST_PAGE = 4;
const LARGEST_PAGE = 512;

/** The sums of all series of a histogram: as a property each would be an object, made anew when it changes. */
export class SumPool {
  #page = new Float64Array(SMALLEST_PAGE);
  #used = 0;
  readonly #free: SumCell[] = [];

  /** A zero. */
  allocate(): SumCell {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used === this.#page.length) {
      this.#page = new Float64Array(Math.min(this.#used * 2, LARGEST_PAGE));
      this.#used = 0;
    }
    return { sums: this.#page, at: this.#used++ };
  }

  /** Gives a cell back; it must not be used any more. */
  release(cell: SumCell): void {
    cell.sums[cell.at] = 0;
    this.#free.push(cell);
  }
}
