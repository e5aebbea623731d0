import { highWord, lowWord } from "./double-words.js";
import { SCHEMA_8_BOUNDS } from "./schema-8-bounds.js";

export const MIN_SCHEMA = -4;
export const MAX_SCHEMA = 8;

/** The bucket above the last finite one starts here. */
const LARGEST = Number.MAX_VALUE;
const SMALLEST_NORMAL = 2 ** -1022;
const TWO_TO_54 = 2 ** 54;
/** The upper halves of the usual numbers: from the smallest one with all digits up to infinity. */
const SMALLEST_HIGH = 0x00100000;
const HIGHS = 0x7ff00000 - SMALLEST_HIGH;

const MANTISSA = 0xfffff;

/** The boundaries in [0.5, 1] and, per slot of mantissas, the first boundary that is not below the slot. */
interface SlotTable {
  readonly bounds: Float64Array;
  /** Two numbers per slot: the position of the boundary, and the upper word of its mantissa. */
  readonly slots: Int32Array;
  /** The lower words of the boundaries. */
  readonly lows: Uint32Array;
  readonly shift: number;
}

const tables: readonly SlotTable[] = Array.from({ length: MAX_SCHEMA + 1 }, (_, schema) =>
  buildTable(schema),
);

/**
 * The index of the bucket that holds a positive number: bucket `i` is (2^((i-1)/2^schema), 2^(i/2^schema)].
 *
 * Exact for every double, boundaries included, where a logarithm is one off
 * next to almost every boundary. The top bits of the mantissa choose a slot so
 * narrow that it holds one boundary at most; one comparison decides.
 */
export function bucketIndex(value: number, schema: number): number {
  const high = highWord(value);
  return isUsual(high, schema) ? usualIndex(high, schema) : unusualIndex(value, schema);
}

/** True for positive numbers that are neither infinite nor so small that they have fewer digits. */
export function isUsual(high: number, schema: number): boolean {
  return schema > 0 && (high - SMALLEST_HIGH) >>> 0 < HIGHS;
}

/** The index of the number that `highWord` was asked for last: no number has to be handed over as an object. */
export function usualIndex(high: number, schema: number): number {
  const { slots, lows, shift } = tables[schema] as SlotTable;
  const mantissa = high & MANTISSA;
  const octave = ((high >>> 20) - 1023) << schema;
  const slot = (mantissa >>> shift) << 1;
  const first = slots[slot] as number;
  // Words are compared: to put a double together from words just written stalls the processor.
  // And their difference has the answer in its sign: no processor can predict a branch here.
  const below = (slots[slot + 1] as number) - mantissa;
  if (below !== 0) return octave + first + (below >>> 31);
  return octave + (lowWord() > (lows[first] as number) ? first + 1 : first);
}

function unusualIndex(value: number, schema: number): number {
  if (value > LARGEST) return bucketIndex(LARGEST, schema) + 1;
  const isSmall = value < SMALLEST_NORMAL;
  const high = highWord(isSmall ? value * TWO_TO_54 : value);
  const lifted = isSmall ? 54 : 0;
  if (schema > 0) return usualIndex(high, schema) - (lifted << schema);
  const isPower = (high & MANTISSA) === 0 && lowWord() === 0;
  const exponent = (high >>> 20) - lifted - (isPower ? 1023 : 1022);
  return (exponent + (1 << -schema) - 1) >> -schema;
}

/** The upper, inclusive bound of a bucket; the last finite one ends at the largest double. */
export function upperBound(index: number, schema: number): number {
  if (schema < 0) return scale(1, index * 2 ** -schema);
  const { bounds } = tables[schema] as SlotTable;
  const fraction = bounds[index & ((1 << schema) - 1)] as number;
  return scale(fraction * 2, index >> schema);
}

function scale(fraction: number, exponent: number): number {
  if (exponent >= 1024) return LARGEST;
  return fraction * 2 ** exponent;
}

function buildTable(schema: number): SlotTable {
  const step = 1 << (MAX_SCHEMA - schema);
  const bounds = Float64Array.from([...SCHEMA_8_BOUNDS.filter((_, i) => i % step === 0), 1]);
  const lows = Uint32Array.from(bounds, (bound) => {
    highWord(bound);
    return lowWord();
  });
  const count = 2 << schema;
  const slots = new Int32Array(2 * count);
  let first = 0;
  for (let slot = 0; slot < count; slot++) {
    while ((bounds[first] as number) < 0.5 + slot / count / 2) first += 1;
    slots[2 * slot] = first;
    slots[2 * slot + 1] = highMantissa(bounds[first] as number);
  }
  return { bounds, slots, lows, shift: 20 - schema - 1 };
}

function highMantissa(bound: number): number {
  // 1 is above every mantissa.
  return bound === 1 ? MANTISSA + 1 : highWord(bound) & MANTISSA;
}
