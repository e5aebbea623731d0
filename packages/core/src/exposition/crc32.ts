/** The polynomial of gzip's checksum, bits reversed: the highest bit is x^0. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;

/** x^(2^n) modulo the polynomial. */
const POWERS: readonly number[] = powersOfTwo();

/** The checksum of two pieces of data one after the other, from theirs. */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  // Bytes appended shift the first checksum by eight powers of x each.
  return (multiply(shift(secondBytes * 8), first) ^ second) >>> 0;
}

/** x^bits modulo the polynomial. */
function shift(bits: number): number {
  let product = ONE;
  for (let rest = bits, n = 0; rest > 0; rest = Math.floor(rest / 2), n++) {
    if (rest % 2 === 1) product = multiply(POWERS[n % 32] as number, product);
  }
  return product;
}

function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

function powersOfTwo(): number[] {
  const powers = [ONE >>> 1];
  while (powers.length < 32) {
    const last = powers.at(-1) as number;
    powers.push(multiply(last, last));
  }
  return powers;
}
