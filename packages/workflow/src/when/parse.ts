import { Pattern } from "../pattern/pattern.js";
import { workflowError } from "../workflow-error.js";
import { checkBalance, checkOrder } from "./order.js";
import type { Token } from "./token.js";
import { readTokens } from "./tokens.js";
import type { Unit } from "./units.js";

/** A value of the language; `null` is its nil. */
export type Value = number | string | boolean | Pattern | null | readonly Value[];

export type Expression =
  | { readonly kind: "literal"; readonly value: Value }
  | { readonly kind: "accessor"; readonly text: string }
  | { readonly kind: "prefix"; readonly operator: string; readonly right: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    };

/** From weakest to strongest. */
const LEVELS: readonly (readonly string[])[] = [
  [","],
  ["?", ":", "??"],
  ["||"],
  ["&&"],
  ["==", "!=", "<", "<=", ">", ">=", "=~", "!~", "in"],
  ["^", "&", "|"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
  ["**"],
];
const PRECEDENCE: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);

/** Reads a condition. Throws on everything that the original refuses before it evaluates. */
export function parseCondition(units: readonly Unit[]): Expression {
  const tokens = withPatterns(checked(readTokens(units)));
  // The original checks twice: as written, and after every word has become a string.
  const strings = tokens.map((token) =>
    token.kind === "word" ? ({ ...token, kind: "string" } as const) : token,
  );
  return new Parser(withPatterns(checked(strings))).expression();
}

function checked(tokens: readonly Token[]): readonly Token[] {
  checkBalance(tokens);
  checkOrder(tokens);
  return tokens;
}

/** A string directly after `=~` or `!~` becomes a pattern, and has to be a valid one. */
function withPatterns(tokens: readonly Token[]): Token[] {
  return tokens.map((token, index) => {
    const operator = tokens[index - 1];
    const matches = operator?.kind === "comparator" && /^[=!]~$/.test(operator.text);
    if (!matches || token.kind !== "string") return token;
    return { kind: "pattern", text: token.text, value: new Pattern(token.text) };
  });
}

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Reads as far as operators go. What follows a `)` directly is ignored, as in the original. */
  expression(minimum = 0): Expression {
    let left = this.#operand();
    for (;;) {
      const token = this.#tokens[this.#position];
      const level = token && isOperator(token) ? PRECEDENCE.get(token.text) : undefined;
      if (token === undefined || level === undefined || level < minimum) return left;
      this.#position += 1;
      left = { kind: "binary", operator: token.text, left, right: this.expression(level + 1) };
    }
  }

  #operand(): Expression {
    const token = this.#tokens[this.#position];
    // `()` and `(a ==)` have nothing where a value should be: nil.
    if (token === undefined || token.kind === "close") return { kind: "literal", value: null };
    this.#position += 1;
    switch (token.kind) {
      case "open": {
        const inner = this.expression();
        this.#position += 1;
        return inner;
      }
      case "prefix":
        return { kind: "prefix", operator: token.text, right: this.#operand() };
      case "accessor":
        return { kind: "accessor", text: token.text };
      case "separator":
        throw workflowError("Unable to plan token kind: 'SEPARATOR', value: ','");
      default:
        return { kind: "literal", value: token.value ?? token.text };
    }
  }
}

function isOperator({ kind }: Token): boolean {
  return ["arithmetic", "comparator", "logical", "ternary", "separator"].includes(kind);
}
