import { workflowError } from "../workflow-error.js";
import type { Token, TokenKind } from "./token.js";

const VALUES = ["number", "boolean", "word", "accessor", "string"] as const;
const AFTER_VALUE: ReadonlySet<TokenKind> = new Set([
  "arithmetic",
  "comparator",
  "logical",
  "ternary",
  "close",
  "separator",
]);

/** Which kind may follow which, as in the original; irregular on purpose. */
const FOLLOWERS: Readonly<Record<TokenKind | "start", ReadonlySet<TokenKind>>> = {
  start: new Set([...VALUES, "prefix", "pattern", "time", "open"]),
  open: new Set([...VALUES, "prefix", "pattern", "time", "open", "close"]),
  close: new Set([
    "comparator",
    "arithmetic",
    "number",
    "boolean",
    "word",
    "string",
    "pattern",
    "time",
    "open",
    "close",
    "logical",
    "ternary",
    "separator",
  ]),
  number: AFTER_VALUE,
  boolean: AFTER_VALUE,
  string: AFTER_VALUE,
  word: AFTER_VALUE,
  accessor: new Set([...AFTER_VALUE, "open"]),
  time: new Set(["arithmetic", "comparator", "logical", "close", "separator"]),
  pattern: new Set(["arithmetic", "comparator", "logical", "close", "separator"]),
  arithmetic: new Set([...VALUES, "prefix", "open", "close"]),
  comparator: new Set([...VALUES, "prefix", "time", "pattern", "open", "close"]),
  logical: new Set([...VALUES, "prefix", "time", "open", "close"]),
  prefix: new Set(["number", "boolean", "word", "accessor", "open", "close"]),
  ternary: new Set([...VALUES, "prefix", "time", "open", "separator"]),
  separator: new Set([...VALUES, "prefix", "time", "open"]),
};

const ENDINGS: ReadonlySet<TokenKind | "start"> = new Set([...VALUES, "close", "time", "pattern"]);

/** True where a `-` is a sign rather than a minus. */
export function allowsPrefix(after: TokenKind | "start"): boolean {
  return FOLLOWERS[after].has("prefix");
}

/** Throws unless each token may follow the one before it, and the last may be the last. */
export function checkOrder(tokens: readonly Token[]): void {
  let previous: Token | undefined;
  for (const token of tokens) {
    if (!FOLLOWERS[previous?.kind ?? "start"].has(token.kind)) throw misplaced(previous, token);
    previous = token;
  }
  if (!ENDINGS.has(previous?.kind ?? "start")) throw workflowError("Unexpected end of expression");
}

/** Throws unless there are as many closing parentheses as opening ones. */
export function checkBalance(tokens: readonly Token[]): void {
  let depth = 0;
  for (const { kind } of tokens) depth += kind === "open" ? 1 : kind === "close" ? -1 : 0;
  if (depth !== 0) throw workflowError("Unbalanced parenthesis");
}

function misplaced(previous: Token | undefined, token: Token): Error {
  if (previous?.kind === "word" && token.kind === "open") {
    return workflowError(`Undefined function ${previous.text}`);
  }
  const from = previous ? describe(previous) : "the start";
  return workflowError(`Cannot transition token types from ${from} to ${describe(token)}`);
}

function describe({ kind, text }: Token): string {
  return `${kind.toUpperCase()} [${text}]`;
}
