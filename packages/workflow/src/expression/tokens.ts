import { workflowError } from "../workflow-error.js";
import type { ExpressionToken } from "./token.js";

const SPACE = /\s+/y;
const NUMBER = /(?:0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)/y;
const NAME = /[\p{L}_$][\p{L}\p{Nd}_$]*/uy;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`/y;
const OPERATOR = /\*\*|&&|\|\||==|!=|<=|>=|\?\?|\?\.|[-+*/%^<>!?:()[\]{},.]/y;

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Splits an expression. Throws on characters that our part of the language does not have. */
export function readExpressionTokens(text: string): ExpressionToken[] {
  const tokens: ExpressionToken[] = [];
  let position = 0;
  const read = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(text)?.[0];
    position += match?.length ?? 0;
    return match;
  };
  for (;;) {
    read(SPACE);
    if (position >= text.length) return [...tokens, { kind: "end", text: "the end" }];
    const start = position;
    const number = read(NUMBER);
    const string = number === undefined ? read(STRING) : undefined;
    const name = (number ?? string) === undefined ? read(NAME) : undefined;
    if (number !== undefined) tokens.push(numberToken(number));
    else if (string !== undefined) tokens.push({ kind: "string", text: unquote(string) });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else tokens.push({ kind: "operator", text: read(OPERATOR) ?? refuse(text, start) });
  }
}

function numberToken(text: string): ExpressionToken {
  const value = Number(text.replaceAll("_", ""));
  const isInteger = /^(?:0[xX]|[\d_]+$)/.test(text);
  if (!Number.isFinite(value) || (isInteger && value > Number.MAX_SAFE_INTEGER)) {
    throw workflowError(`invalid integer literal: ${text} is out of range`);
  }
  return { kind: "number", text, value };
}

function unquote(quoted: string): string {
  const body = quoted.slice(1, -1);
  if (quoted.startsWith("`")) return body;
  return body.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/g, (_match, u, x, other) => {
    const point: string | undefined = u ?? x;
    if (point !== undefined) return String.fromCharCode(Number.parseInt(point, 16));
    if (/^[\\'"]$/.test(other)) return other;
    return ESCAPES[other] ?? refuse(quoted, 0);
  });
}

function refuse(text: string, position: number): never {
  const character = text[position] ?? "";
  if (/['"`]/.test(character)) throw workflowError(`literal not terminated: ${text}`);
  throw workflowError(
    `unrecognized or unsupported ${JSON.stringify(character)} in the expression: ` +
      "ranges, pipes, predicates, comments and variables of expr-lang are not available.",
  );
}
