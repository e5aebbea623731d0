const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
/** The machine may store the words either way round. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** The upper half of a double: its sign, its exponent and the first 20 bits of its mantissa. */
export function highWord(value: number): number {
  scratch[0] = value;
  return words[HIGH] as number;
}

/** The lower half of the number that `highWord` was asked for last. */
export function lowWord(): number {
  return words[LOW] as number;
}

/** The lowest number with this upper half. */
export function fromHighWord(high: number): number {
  words[LOW] = 0;
  words[HIGH] = high;
  return scratch[0] as number;
}
