import { excerpt, workflowError } from "../workflow-error.js";

const DECIMAL = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?$/;
const HEXADECIMAL = /^([+-]?)0[xX]([\da-fA-F_]*)(?:\.([\da-fA-F_]*))?[pP]([+-]?\d+)$/;
const INFINITE = /^[+-]?inf(?:inity)?$/i;
/** An underscore that does not stand between two digits. */
const STRAY_UNDERSCORE = /(?<!\d)_|_(?!\d)/;
const STRAY_HEX_UNDERSCORE = /(?<![\da-fA-F])_|_(?![\da-fA-F])/;
/** More is nonsense as a metric value, and only costs time. */
const MAX_LENGTH = 1024;

/**
 * Reads a number as Go's `strconv.ParseFloat(text, 64)` does: the whole text or nothing,
 * `inf` and `nan` in any case, hexadecimal only with a binary exponent. Throws on anything
 * else, and on what a double cannot hold.
 */
export function parseGoFloat(text: string): number {
  if (text.length > MAX_LENGTH) throw failure(text, "invalid syntax");
  if (/^nan$/i.test(text)) return Number.NaN;
  if (INFINITE.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  const value = hexadecimal(text) ?? decimal(text);
  if (value === undefined) throw failure(text, "invalid syntax");
  if (!Number.isFinite(value)) throw failure(text, "value out of range");
  return value;
}

function decimal(text: string): number | undefined {
  if (!DECIMAL.test(text) || STRAY_UNDERSCORE.test(text)) return undefined;
  return Number(text.replaceAll("_", ""));
}

function hexadecimal(text: string): number | undefined {
  const match = HEXADECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent] = match;
  // The underscore after the prefix is one that Go allows: 0x_1p0.
  const digits = `0${whole}`;
  if (STRAY_HEX_UNDERSCORE.test(digits) || STRAY_HEX_UNDERSCORE.test(fraction)) return undefined;
  const mantissa = (whole + fraction).replaceAll("_", "");
  if (mantissa === "") return undefined;
  const shift = 4 * fraction.replaceAll("_", "").length;
  const value = scale(BigInt(`0x${mantissa}`), Number(exponent) - shift);
  return sign === "-" ? -value : value;
}

/** mantissa * 2^exponent, rounded to the nearest double once. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  if (exponent + bits > 1024) return Infinity;
  if (exponent + bits < -1075) return 0;
  if (exponent >= 0) return Number(mantissa << BigInt(exponent));
  // Keep as many bits as the double will have, and note in the last one whether any were cut.
  const kept = Math.min(53, exponent + bits + 1074);
  const cut = bits - kept;
  if (cut <= 0) return powerOfTwo(Number(mantissa), exponent);
  const quotient = mantissa >> BigInt(cut);
  const rest = mantissa - (quotient << BigInt(cut));
  const half = 1n << BigInt(cut - 1);
  const up = rest > half || (rest === half && (quotient & 1n) === 1n);
  return powerOfTwo(Number(up ? quotient + 1n : quotient), exponent + cut);
}

/** value * 2^exponent, in two steps since 2^-1074 times a large number would lose bits. */
function powerOfTwo(value: number, exponent: number): number {
  const half = Math.trunc(exponent / 2);
  return value * 2 ** half * 2 ** (exponent - half);
}

function failure(text: string, reason: string): Error {
  return workflowError(`strconv.ParseFloat: parsing ${JSON.stringify(excerpt(text))}: ${reason}`);
}
