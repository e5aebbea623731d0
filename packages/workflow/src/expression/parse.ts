import { MAX_EXPRESSION } from "../limits.js";
import { excerpt, workflowError } from "../workflow-error.js";
import { isFunction, unknownFunction } from "./functions.js";
import type { ExpressionNode } from "./node.js";
import type { ExpressionToken } from "./token.js";
import { readExpressionTokens } from "./tokens.js";

const BINARY: Readonly<Record<string, number>> = {
  "||": 10,
  or: 10,
  "&&": 15,
  and: 15,
  "==": 20,
  "!=": 20,
  "<": 20,
  "<=": 20,
  ">": 20,
  ">=": 20,
  in: 20,
  not: 20,
  contains: 20,
  startsWith: 20,
  endsWith: 20,
  matches: 20,
  "+": 30,
  "-": 30,
  "*": 60,
  "/": 60,
  "%": 60,
  "**": 100,
  "^": 100,
  "??": 500,
};
const UNARY: Readonly<Record<string, number>> = { not: 50, "!": 50, "-": 90, "+": 90 };
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["nil", null],
]);
const MAX_DEPTH = 100;

/** Reads the useful part of expr-lang. Throws, and says so, on the rest of it. */
export function parseExpression(text: string): ExpressionNode {
  if (text.length > MAX_EXPRESSION) {
    throw workflowError(
      `The expression ${excerpt(text, 40)} is longer than ${MAX_EXPRESSION} characters.`,
    );
  }
  return new ExpressionParser(readExpressionTokens(text)).whole();
}

class ExpressionParser {
  readonly #tokens: readonly ExpressionToken[];
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly ExpressionToken[]) {
    this.#tokens = tokens;
  }

  whole(): ExpressionNode {
    const node = this.#expression();
    if (this.#next.kind !== "end") throw this.#unexpected();
    return node;
  }

  get #next(): ExpressionToken {
    return this.#tokens[this.#position] ?? { kind: "end", text: "the end" };
  }

  #expression(): ExpressionNode {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw workflowError("The expression nests too deeply.");
    const condition = this.#binary(0);
    let node = condition;
    if (this.#accept("?")) {
      const yes = this.#expression();
      this.#expect(":");
      node = { kind: "choice", condition, yes, no: this.#expression() };
    }
    this.#depth -= 1;
    return node;
  }

  #binary(minimum: number): ExpressionNode {
    let left = this.#unary();
    for (;;) {
      const operator = this.#next.kind === "string" ? "" : this.#next.text;
      const precedence = Object.hasOwn(BINARY, operator) ? BINARY[operator] : undefined;
      if (precedence === undefined || precedence < minimum) return left;
      this.#position += 1;
      left = this.#withRight(operator, precedence, left);
    }
  }

  #withRight(operator: string, precedence: number, left: ExpressionNode): ExpressionNode {
    if (operator === "not") {
      // `x not in y`, and the same with the other words.
      const positive = this.#next.text;
      if (!/^(?:in|contains|startsWith|endsWith|matches)$/.test(positive)) throw this.#unexpected();
      this.#position += 1;
      return {
        kind: "unary",
        operator,
        of: this.#withRight(positive, precedence, left),
      };
    }
    const isPower = operator === "**" || operator === "^";
    const right = this.#binary(isPower ? precedence : precedence + 1);
    return { kind: "binary", operator, left, right };
  }

  #unary(): ExpressionNode {
    const operator = this.#next.text;
    const precedence = Object.hasOwn(UNARY, operator) ? UNARY[operator] : undefined;
    if (precedence === undefined || this.#next.kind === "string") {
      return this.#postfix(this.#primary());
    }
    this.#position += 1;
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw workflowError("The expression nests too deeply.");
    const node: ExpressionNode = { kind: "unary", operator, of: this.#binary(precedence) };
    this.#depth -= 1;
    return node;
  }

  #primary(): ExpressionNode {
    const token = this.#next;
    this.#position += 1;
    if (token.kind === "number") return { kind: "literal", value: token.value ?? 0 };
    if (token.kind === "string") return { kind: "literal", value: token.text };
    if (token.kind === "name") return this.#named(token.text);
    if (token.text === "(") {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (token.text === "[") return { kind: "array", items: this.#list("]") };
    if (token.text === "{") return this.#map();
    this.#position -= 1;
    throw this.#unexpected();
  }

  #named(name: string): ExpressionNode {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return { kind: "literal", value: constant };
    if (this.#accept("(")) return this.#call(name);
    return { kind: "variable", name };
  }

  #call(name: string): ExpressionNode {
    if (!isFunction(name)) throw unknownFunction(name);
    return { kind: "call", name, args: this.#list(")") };
  }

  #postfix(start: ExpressionNode): ExpressionNode {
    let node = start;
    for (;;) {
      if (this.#accept(".")) node = this.#member(node, false);
      else if (this.#accept("?.")) node = this.#member(node, true);
      else if (this.#accept("[")) node = this.#indexed(node);
      else return node;
    }
  }

  #member(of: ExpressionNode, optional: boolean): ExpressionNode {
    if (optional && this.#accept("[")) {
      const key = this.#expression();
      this.#expect("]");
      return { kind: "member", of, key, optional };
    }
    const token = this.#next;
    if (token.kind !== "name") throw this.#unexpected();
    this.#position += 1;
    if (this.#accept("(")) {
      if (of.kind === "variable") return this.#call(`${of.name}.${token.text}`);
      throw unknownFunction(token.text);
    }
    return { kind: "member", of, key: { kind: "literal", value: token.text }, optional };
  }

  #indexed(of: ExpressionNode): ExpressionNode {
    const from = this.#next.text === ":" ? undefined : this.#expression();
    if (this.#accept(":")) {
      const to = this.#next.text === "]" ? undefined : this.#expression();
      this.#expect("]");
      return { kind: "slice", of, from, to };
    }
    this.#expect("]");
    if (from === undefined) throw this.#unexpected();
    return { kind: "member", of, key: from, optional: false };
  }

  #map(): ExpressionNode {
    const entries: (readonly [ExpressionNode, ExpressionNode])[] = [];
    while (!this.#accept("}")) {
      if (entries.length > 0) this.#expect(",");
      const key = this.#next;
      this.#position += 1;
      const computed = key.kind === "operator" && key.text === "(";
      if (key.kind === "end" || (key.kind === "operator" && !computed)) throw this.#unexpected();
      const keyNode: ExpressionNode = computed
        ? this.#expression()
        : { kind: "literal", value: key.text };
      if (computed) this.#expect(")");
      this.#expect(":");
      entries.push([keyNode, this.#expression()]);
    }
    return { kind: "map", entries };
  }

  #list(end: string): ExpressionNode[] {
    const items: ExpressionNode[] = [];
    while (!this.#accept(end)) {
      if (items.length > 0) this.#expect(",");
      items.push(this.#expression());
    }
    return items;
  }

  #accept(operator: string): boolean {
    if (this.#next.kind !== "operator" || this.#next.text !== operator) return false;
    this.#position += 1;
    return true;
  }

  #expect(operator: string): void {
    if (!this.#accept(operator)) throw this.#unexpected();
  }

  #unexpected(): Error {
    return workflowError(`unexpected token ${JSON.stringify(this.#next.text)}`);
  }
}
