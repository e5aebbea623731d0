import { fromHighWord, highWord, writtenNumber } from "../native/double-words.js";

/** Sign, exponent and three bits of the mantissa: eight slots for each power of two. */
const WIDEST_SLOTS = 17;
const MOST_SLOTS = 4096;

/**
 * Finds the bucket of a value among ascending upper bounds.
 *
 * The top bits of the number choose a slot so narrow that it holds one bound at
 * most, and the sign of one difference has the answer. A scan or a binary search
 * takes branches that no processor can predict, which cost more than their comparisons.
 */
export class BoundSearch {
  readonly bounds: Float64Array;
  /** Two numbers per slot: the first bound that is not below it, and the upper word of that bound. */
  private readonly slots: Int32Array;
  private readonly first: number;
  private readonly shift: number;

  constructor(upperBounds: readonly number[]) {
    this.bounds = Float64Array.from(upperBounds);
    this.shift = shiftFor(upperBounds);
    this.first = highWord(upperBounds[0] ?? 0) >>> this.shift;
    const last = highWord(upperBounds.at(-1) ?? 0) >>> this.shift;
    // Without slots, where bounds are not positive or lie too close together, all are scanned.
    const count = this.shift === 0 ? 0 : last - this.first + 1;
    this.slots = new Int32Array(2 * count);
    for (let slot = 0; slot < count; slot++) {
      const start = fromHighWord((this.first + slot) << this.shift);
      const position = this.bounds.findIndex((bound) => bound >= start);
      this.slots[2 * slot] = position;
      this.slots[2 * slot + 1] = highWord(this.bounds[position] as number);
    }
  }

  /** The position of the first bound at or above `value`; past the last one if there is none, or for NaN. */
  find(value: number): number {
    return this.findWritten(highWord(value));
  }

  /** As `find`, for the number that `highWord` has just written and returned the upper half of. */
  findWritten(high: number): number {
    const slot = ((high >>> this.shift) - this.first) << 1;
    const slots = this.slots;
    if (slot >= 0 && slot < slots.length) {
      const below = (slots[slot + 1] as number) - high;
      // Where the upper words are equal they say nothing.
      if (below !== 0) return (slots[slot] as number) + (below >>> 31);
    }
    return this.scan(writtenNumber());
  }

  private scan(value: number): number {
    const { bounds } = this;
    let position = 0;
    while (position < bounds.length && !(value <= (bounds[position] as number))) position++;
    return position;
  }
}

/** The bits to cut off so that no two bounds share a slot; 0 when there is no such number. */
function shiftFor(bounds: readonly number[]): number {
  if (!((bounds[0] ?? 0) > 0)) return 0;
  const [lowest, highest] = [highWord(bounds[0] ?? 0), highWord(bounds.at(-1) ?? 0)];
  for (let shift = WIDEST_SLOTS; (highest >>> shift) - (lowest >>> shift) < MOST_SLOTS; shift--) {
    const slots = new Set(bounds.map((bound) => highWord(bound) >>> shift));
    if (slots.size === bounds.length) return shift;
    if (shift === 1) break;
  }
  return 0;
}
