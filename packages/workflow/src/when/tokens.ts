import { workflowError } from "../workflow-error.js";
import { parseDate } from "./dates.js";
import { allowsPrefix } from "./order.js";
import { OPERATORS, PREFIXES, type Token, type TokenKind } from "./token.js";
import type { BoundValue, Unit } from "./units.js";

type Accepts = (character: string) => boolean;

const isSpace: Accepts = (character) => /^[\s\u0085]$/.test(character) && character !== "\ufeff";
const isLetter: Accepts = (character) => /^\p{L}$/u.test(character);
const isDigit: Accepts = (character) => /^\p{Nd}$/u.test(character);
const isNumeric: Accepts = (character) => isDigit(character) || character === ".";
const isHexDigit: Accepts = (character) => /^[\da-fA-F]$/.test(character);
const isQuote: Accepts = (character) => character === "'" || character === '"';
const isWord: Accepts = (character) =>
  isLetter(character) || isDigit(character) || character === "_" || character === ".";
const isSymbol: Accepts = (character) =>
  !isLetter(character) && !isDigit(character) && !/^[()[\]'"]$/.test(character);

/** Splits a condition into tokens. Throws on what is no token at all. */
export function readTokens(units: readonly Unit[]): Token[] {
  const reader = new TokenReader(units);
  const tokens: Token[] = [];
  for (;;) {
    const token = reader.next(tokens.at(-1)?.kind ?? "start");
    if (token === undefined) return tokens;
    tokens.push(token);
  }
}

class TokenReader {
  readonly #units: readonly Unit[];
  #position = 0;

  constructor(units: readonly Unit[]) {
    this.#units = units;
  }

  /** The next token; undefined at the end. `previous` decides what a `-` is. */
  next(previous: TokenKind | "start"): Token | undefined {
    this.#skipSpaces();
    const unit = this.#units[this.#position];
    if (unit === undefined) return undefined;
    if (typeof unit !== "string") return this.#boundOrWord(unit);
    if (isNumeric(unit)) return this.#number(unit);
    if (isLetter(unit)) return this.#word();
    if (isQuote(unit)) return this.#string();
    if (unit === "[") return { kind: "word", text: this.#delimited((one) => one === "]", BRACKET) };
    if (unit === "," || unit === "(" || unit === ")") return this.#single(unit);
    return this.#operator(previous);
  }

  #single(text: "," | "(" | ")"): Token {
    this.#position += 1;
    return { kind: text === "," ? "separator" : text === "(" ? "open" : "close", text };
  }

  #number(first: string): Token {
    const beforeEnd = this.#position + 2 < this.#units.length;
    if (first === "0" && this.#units[this.#position + 1] === "x" && beforeEnd) {
      this.#position += 2;
      // The original skips white space between the prefix and the digits.
      this.#skipSpaces();
      const digits = this.#run(isHexDigit).text;
      if (!/^[\da-fA-F]+$/.test(digits) || BigInt(`0x${digits}`) >= 2n ** 64n) {
        throw workflowError(`Unable to parse hex value '${digits}' to uint64`);
      }
      return { kind: "number", text: `0x${digits}`, value: Number(BigInt(`0x${digits}`)) };
    }
    const { text, bound } = this.#run(isNumeric);
    if (bound) return { kind: "string", text };
    if (!/^(?:\d+\.?\d*|\.\d+)$/.test(text)) {
      throw workflowError(`Unable to parse numeric value '${text}' to float64`);
    }
    return { kind: "number", text, value: Number(text) };
  }

  #word(): Token {
    const { text, bound } = this.#run(isWord);
    if (bound) return { kind: "string", text };
    if (text === "true" || text === "false") {
      return { kind: "boolean", text, value: text === "true" };
    }
    if (text === "in" || text === "IN") return { kind: "comparator", text: "in" };
    if (!text.includes(".")) return { kind: "word", text };
    checkAccessor(text);
    return { kind: "accessor", text };
  }

  /** A value alone is a number or boolean when it reads as one; beside other characters it is text. */
  #boundOrWord(unit: BoundValue): Token {
    const start = this.#position;
    const { text } = this.#run(isWord);
    return this.#position === start + 1 ? literal(unit.bound) : { kind: "string", text };
  }

  #string(): Token {
    const text = this.#delimited(isQuote, "Unclosed string literal");
    const time = parseDate(text);
    return time === undefined ? { kind: "string", text } : { kind: "time", text, value: time };
  }

  #operator(previous: TokenKind | "start"): Token {
    const { text } = this.#run(isSymbol, false);
    if (allowsPrefix(previous) && PREFIXES.has(text)) return { kind: "prefix", text };
    const kind = OPERATORS.get(text);
    if (kind === undefined) throw workflowError(`Invalid token: '${text}'`);
    return { kind, text };
  }

  #skipSpaces(): void {
    for (;;) {
      const unit = this.#units[this.#position];
      if (typeof unit !== "string" || !isSpace(unit)) return;
      this.#position += 1;
    }
  }

  /** Reads until white space or what `accepts` refuses. A backslash makes any character part of it. */
  #run(accepts: Accepts, withValues = true): { readonly text: string; readonly bound: boolean } {
    let text = "";
    let bound = false;
    for (;;) {
      const unit = this.#units[this.#position];
      if (unit === undefined) break;
      if (typeof unit !== "string") {
        if (!withValues) break;
        text += unit.bound;
        bound = true;
      } else if (unit === "\\") {
        text += this.#escaped();
      } else if (isSpace(unit) || !accepts(unit)) {
        break;
      } else {
        text += unit;
      }
      this.#position += 1;
    }
    return { text, bound };
  }

  #delimited(isEnd: Accepts, unclosed: string): string {
    this.#position += 1;
    let text = "";
    for (;;) {
      const unit = this.#units[this.#position];
      if (unit === undefined) throw workflowError(unclosed);
      this.#position += 1;
      if (typeof unit !== "string") text += unit.bound;
      else if (isEnd(unit)) return text;
      else if (unit === "\\") text += this.#afterBackslash(unclosed);
      else text += unit;
    }
  }

  #afterBackslash(unclosed: string): string {
    const unit = this.#units[this.#position];
    if (unit === undefined) throw workflowError(unclosed);
    this.#position += 1;
    return typeof unit === "string" ? unit : unit.bound;
  }

  #escaped(): string {
    this.#position += 1;
    const unit = this.#units[this.#position];
    if (unit === undefined) throw workflowError("Unexpected end of expression after a backslash");
    return typeof unit === "string" ? unit : unit.bound;
  }
}

const BRACKET = "Unclosed parameter bracket";

function checkAccessor(text: string): void {
  if (text.endsWith(".")) throw workflowError(`Hanging accessor on token '${text}'`);
  const hidden = text.split(".").find((part, index) => {
    const [first = ""] = part;
    return index > 0 && first.toUpperCase() !== first;
  });
  if (hidden !== undefined) {
    throw workflowError(`Unable to access unexported field '${hidden}' in token '${text}'`);
  }
}

function literal(text: string): Token {
  if (text === "true" || text === "false") return { kind: "boolean", text, value: text === "true" };
  if (/^-?(?:\d+\.?\d*|\.\d+)$/.test(text)) return { kind: "number", text, value: Number(text) };
  return { kind: "string", text };
}
