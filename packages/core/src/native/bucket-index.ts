import { SCHEMA_8_BOUNDS } from "./schema-8-bounds.js";

export const MIN_SCHEMA = -4;
export const MAX_SCHEMA = 8;

/** The bucket above the last finite one starts here. */
const LARGEST = Number.MAX_VALUE;
const SMALLEST_NORMAL = 2 ** -1022;
const TWO_TO_54 = 2 ** 54;

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
/** Where the exponent of a double is: the machine may store the words either way round. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;
const MANTISSA = 0xfffff;

/** The boundaries in [0.5, 1] and, per slot of mantissas, the first boundary that is not below the slot. */
interface SlotTable {
  readonly bounds: Float64Array;
  /** The mantissas of the boundaries, as the two words of a double hold them. */
  readonly highs: Uint32Array;
  readonly lows: Uint32Array;
  readonly firstBounds: Uint16Array;
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
  if (schema <= 0 || value < SMALLEST_NORMAL || value > LARGEST) return unusualIndex(value, schema);
  scratch[0] = value;
  const high = words[HIGH] as number;
  const octave = ((high >>> 20) - 1023) << schema;
  return octave + fractionIndex(tables[schema] as SlotTable, high & MANTISSA);
}

function unusualIndex(value: number, schema: number): number {
  if (value > LARGEST) return unusualIndex(LARGEST, schema) + 1;
  const isSmall = value < SMALLEST_NORMAL;
  scratch[0] = isSmall ? value * TWO_TO_54 : value;
  const high = words[HIGH] as number;
  const mantissa = high & MANTISSA;
  const exponent = (high >>> 20) - (isSmall ? 1022 + 54 : 1022);
  if (schema > 0) {
    return ((exponent - 1) << schema) + fractionIndex(tables[schema] as SlotTable, mantissa);
  }
  const rounded = mantissa === 0 && words[LOW] === 0 ? exponent - 1 : exponent;
  return (rounded + (1 << -schema) - 1) >> -schema;
}

/** The bucket within its power of two of the number in `words`. */
function fractionIndex({ highs, lows, firstBounds, shift }: SlotTable, mantissa: number): number {
  const first = firstBounds[mantissa >>> shift] as number;
  const bound = highs[first] as number;
  // Words are compared: to put a double together from words just written stalls the processor.
  const isAbove =
    mantissa === bound ? (words[LOW] as number) > (lows[first] as number) : mantissa > bound;
  return isAbove ? first + 1 : first;
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
  const highs = Uint32Array.from(bounds, (bound) => {
    scratch[0] = bound;
    // 1 is above every mantissa.
    return bound === 1 ? MANTISSA + 1 : (words[HIGH] as number) & MANTISSA;
  });
  const lows = Uint32Array.from(bounds, (bound) => {
    scratch[0] = bound;
    return words[LOW] as number;
  });
  const slots = 2 << schema;
  const firstBounds = Uint16Array.from({ length: slots }, (_, slot) =>
    bounds.findIndex((bound) => bound >= 0.5 + slot / slots / 2),
  );
  return { bounds, highs, lows, firstBounds, shift: 20 - schema - 1 };
}
