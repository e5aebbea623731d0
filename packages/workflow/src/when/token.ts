import type { Pattern } from "../pattern/pattern.js";

/** What `checkOrder` distinguishes. */
export type TokenKind =
  | "number"
  | "boolean"
  | "string"
  | "pattern"
  | "time"
  | "word"
  | "accessor"
  | "open"
  | "close"
  | "separator"
  | "prefix"
  | "arithmetic"
  | "comparator"
  | "logical"
  | "ternary";

export interface Token {
  readonly kind: TokenKind;
  /** The operator, word or string; for a literal its source. */
  readonly text: string;
  /** Of numbers, booleans, times (Unix seconds) and patterns. */
  readonly value?: number | boolean | Pattern;
}

const KINDS: readonly (readonly [TokenKind, readonly string[]])[] = [
  ["arithmetic", ["+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>"]],
  ["logical", ["&&", "||"]],
  ["comparator", ["==", "!=", "<", "<=", ">", ">=", "=~", "!~", "in"]],
  ["ternary", ["?", ":", "??"]],
];

/** Operators by their text; prefixes are not among them, since `-` is also arithmetic. */
export const OPERATORS: ReadonlyMap<string, TokenKind> = new Map(
  KINDS.flatMap(([kind, texts]) => texts.map((text) => [text, kind] as const)),
);

export const PREFIXES: ReadonlySet<string> = new Set(["-", "!", "~"]);
