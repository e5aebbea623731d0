import { MetricsError } from "@routemetrics/core";
import { compareKeys } from "./bucket.js";

/**
 * Writes a document byte for byte as Python's
 * `json.dumps(document, sort_keys=True, indent=2)` does, so that the same
 * document is the same object whichever side stored it. NaN and the infinities
 * become the literals that Python writes and reads.
 *
 * Python tells 2.0 from 2, JavaScript cannot: whole numbers are written as integers.
 */
export function encodeDocument(document: unknown): string {
  try {
    return encode(document, "\n", "") ?? fail("undefined");
  } catch (cause) {
    if (cause instanceof RangeError) return fail("a document that contains itself", { cause });
    throw cause;
  }
}

/** Values nested deeper than this are encoded at once: in a dump, that is one sample. */
const PIECE_DEPTH = 4;

/** The text of `encodeDocument` in pieces, so that the event loop can turn in between. */
export function* encodeInPieces(document: object): Generator<string, void, undefined> {
  yield* pieces(document, "\n", "", 0);
}

function* pieces(
  value: unknown,
  newline: string,
  key: string,
  depth: number,
): Generator<string, void, undefined> {
  const isPlain = typeof value === "object" && value !== null && !("toJSON" in value);
  const entries = isPlain && depth < PIECE_DEPTH ? sortedEntries(value) : [];
  if (entries.length === 0) {
    yield encode(value, newline, key) ?? "null";
    return;
  }
  const inner = `${newline}  `;
  let before = Array.isArray(value) ? "[" : "{";
  for (const [name, member] of entries) {
    yield `${before}${inner}${Array.isArray(value) ? "" : `${quote(name)}: `}`;
    yield* pieces(member, inner, name, depth + 1);
    before = ",";
  }
  yield `${newline}${Array.isArray(value) ? "]" : "}"}`;
}

/** The members that JSON has, in the order in which they are written. */
function sortedEntries(value: object): [string, unknown][] {
  if (Array.isArray(value)) return Object.entries(value);
  return Object.entries(value)
    .filter(([, member]) => !["undefined", "function", "symbol"].includes(typeof member))
    .sort(([a], [b]) => compareKeys(a, b));
}

function encode(value: unknown, newline: string, key: string): string | undefined {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return encodeNumber(value);
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      return value === null ? "null" : encodeObject(value, newline, key);
    default:
      return undefined;
  }
}

function encodeObject(value: object, newline: string, key: string): string | undefined {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return encode(value.toJSON(key), newline, key);
  }
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => encode(item, inner, String(index)) ?? "null");
    return wrap("[", items, "]", newline);
  }
  const members: string[] = [];
  for (const [name, member] of Object.entries(value).sort(([a], [b]) => compareKeys(a, b))) {
    const encoded = encode(member, inner, name);
    if (encoded !== undefined) members.push(`${quote(name)}: ${encoded}`);
  }
  return wrap("{", members, "}", newline);
}

function wrap(open: string, parts: readonly string[], close: string, newline: string): string {
  if (parts.length === 0) return open + close;
  return `${open}${newline}  ${parts.join(`,${newline}  `)}${newline}${close}`;
}

function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Python turns to the exponent form below 1e-4, JavaScript only below 1e-6, with fewer digits in it. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value) || value === 0 || Math.abs(value) >= 1e-4) return String(value);
  const [mantissa, exponent] = value.toExponential().split("e-");
  return `${mantissa}e-${exponent?.padStart(2, "0")}`;
}

/** Reads JSON, and the literals `NaN`, `Infinity` and `-Infinity` that Python writes into it. */
export function decodeDocument(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return JSON.parse(text);
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g,
    (token) => LITERALS[token] ?? token,
  );
  return JSON.parse(marked, (_key, value) => (value === NAN_MARK ? Number.NaN : value));
}

/** JSON has numbers too large for a double, and so a way to say infinity; NaN needs a mark. */
const NAN_MARK = "\u0000NaN\u0000";
const LITERALS: Readonly<Record<string, string>> = {
  NaN: JSON.stringify(NAN_MARK),
  Infinity: "1e999",
  "-Infinity": "-1e999",
};

function fail(what: string, options?: ErrorOptions): never {
  throw new MetricsError(
    "RM_ERR_INVALID_VALUE",
    `${what} cannot be stored as a JSON document: give plain objects, arrays, strings and numbers.`,
    options,
  );
}
