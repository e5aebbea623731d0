const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
/** Where the exponent of a double is: the machine may store the words either way round. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
/** Sign, exponent and three bits of the mantissa: eight slots for each power of two. */
const SHIFT = 17;

/**
 * Finds the bucket of a value among ascending upper bounds.
 *
 * The top bits of the number choose where to begin, mostly with the answer. A
 * scan or a binary search from the start takes branches that no processor can
 * predict, which costs more than their comparisons.
 */
export class BoundSearch {
  readonly bounds: Float64Array;
  /** Per slot the first bound that is not below it; empty with bounds that are not positive. */
  readonly #first: Uint16Array;
  readonly #base: number;

  constructor(upperBounds: readonly number[]) {
    this.bounds = Float64Array.from(upperBounds);
    const [lowest, highest] = [upperBounds[0] ?? 0, upperBounds.at(-1) ?? 0];
    this.#base = slotOf(lowest);
    const slots = lowest > 0 ? slotOf(highest) - this.#base + 1 : 0;
    this.#first = Uint16Array.from({ length: slots }, (_, slot) =>
      this.bounds.findIndex((bound) => bound >= startOf(this.#base + slot)),
    );
  }

  /** The position of the first bound at or above `value`; past the last one if there is none, or for NaN. */
  find(value: number): number {
    const bounds = this.bounds;
    const first = this.#first;
    let position = 0;
    if (first.length > 0 && !(value <= (bounds[0] as number))) {
      const slot = slotOf(value) - this.#base;
      if (slot >= first.length) return bounds.length;
      position = first[slot] as number;
    }
    while (position < bounds.length && !(value <= (bounds[position] as number))) position++;
    return position;
  }
}

function slotOf(value: number): number {
  scratch[0] = value;
  return (words[HIGH] as number) >>> SHIFT;
}

/** The lowest number of a slot. */
function startOf(slot: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = slot << SHIFT;
  return scratch[0] as number;
}
