const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
/** The machine may store the words either way round. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/**
 * A double in two halves. They are whole numbers, which functions can hand to one another,
 * where for a double an object is made unless the compiler joins caller and callee. So a
 * recording writes its number here once, and all that is called with its upper half reads
 * the rest from here.
 */

/** Writes a number. Returns its upper half: its sign, its exponent and the first 20 bits of its mantissa. */
export function highWord(value: number): number {
  scratch[0] = value;
  return words[HIGH] as number;
}

/** The number that was written last. */
export function writtenNumber(): number {
  return scratch[0] as number;
}

/** Its lower half. */
export function lowWord(): number {
  return words[LOW] as number;
}

/** The lowest number with this upper half. */
export function fromHighWord(high: number): number {
  words[LOW] = 0;
  words[HIGH] = high;
  return scratch[0] as number;
}
