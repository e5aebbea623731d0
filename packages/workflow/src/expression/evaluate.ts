import { workflowError } from "../workflow-error.js";
import { callFunction } from "./functions.js";
import { expressionNames } from "./names.js";
import type { ExpressionNode } from "./node.js";
import { applyOperator } from "./operators.js";
import { parseExpression } from "./parse.js";
import { type ExpressionValue, hasPrefix, Namespace, toJson, typeName } from "./value.js";

type Scope = ReadonlyMap<string, string>;

/** The text that an expression tag is replaced with. Throws when it has none. */
export function evaluateTag(text: string, scope: Scope): string {
  try {
    const node = parseExpression(text);
    for (const [root = ""] of expressionNames(node)) {
      if (!scope.has(root) && !hasPrefix(scope, `${root}.`)) throw missing(root);
    }
    const value = evaluate(node, scope);
    if (value === null) throw workflowError("the result is nil");
    return typeof value === "string" ? value : toJson(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw workflowError(`failed to evaluate expression: ${reason}`);
  }
}

function evaluate(node: ExpressionNode, scope: Scope): ExpressionValue {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "variable":
      return new Namespace(scope, "").get(node.name) ?? raise(missing(node.name));
    case "member":
      return member(evaluate(node.of, scope), evaluate(node.key, scope), node.optional);
    case "slice":
      return slice(
        evaluate(node.of, scope),
        node.from && evaluate(node.from, scope),
        node.to && evaluate(node.to, scope),
      );
    case "call":
      return callFunction(
        node.name,
        node.args.map((argument) => evaluate(argument, scope)),
      );
    case "array":
      return node.items.map((item) => evaluate(item, scope));
    case "map":
      return new Map(
        node.entries.map(([key, value]) => [String(evaluate(key, scope)), evaluate(value, scope)]),
      );
    case "unary":
      return unary(node.operator, evaluate(node.of, scope));
    case "choice":
      return evaluate(truth(evaluate(node.condition, scope)) ? node.yes : node.no, scope);
    case "binary":
      return binary(node.operator, node.left, node.right, scope);
  }
}

function binary(
  operator: string,
  leftSide: ExpressionNode,
  rightSide: ExpressionNode,
  scope: Scope,
): ExpressionValue {
  const left = evaluate(leftSide, scope);
  const right = () => evaluate(rightSide, scope);
  if (operator === "??") return left ?? right();
  if (operator === "&&" || operator === "and") return truth(left) && truth(right());
  if (operator === "||" || operator === "or") return truth(left) || truth(right());
  return applyOperator(operator, left, right());
}

function unary(operator: string, value: ExpressionValue): ExpressionValue {
  if (operator === "!" || operator === "not") return !truth(value);
  if (typeof value !== "number")
    throw workflowError(`invalid operation: ${operator} ${typeName(value)}`);
  return operator === "-" ? -value : value;
}

function truth(value: ExpressionValue): boolean {
  if (typeof value === "boolean") return value;
  throw workflowError(`non-bool expression (type ${typeName(value)}) used as condition`);
}

function member(of: ExpressionValue, key: ExpressionValue, optional: boolean): ExpressionValue {
  if (of === null && optional) return null;
  if (typeof key === "string") {
    if (of instanceof Namespace) return of.get(key);
    if (of instanceof Map) return of.get(key) ?? null;
  }
  if (typeof key === "number" && (Array.isArray(of) || typeof of === "string")) {
    const items: readonly ExpressionValue[] = typeof of === "string" ? Array.from(of) : of;
    return items.at(key) ?? raise(workflowError(`index out of range: ${key}`));
  }
  throw workflowError(`cannot fetch ${toJson(key)} from ${typeName(of)}`);
}

function slice(
  of: ExpressionValue,
  from: ExpressionValue | undefined,
  to: ExpressionValue | undefined,
): ExpressionValue {
  const isBound = (value: unknown) => value === undefined || Number.isInteger(value);
  if (!isBound(from) || !isBound(to)) throw workflowError("a slice needs whole numbers");
  const bounds = [from as number | undefined, to as number | undefined] as const;
  if (typeof of === "string")
    return Array.from(of)
      .slice(...bounds)
      .join("");
  if (Array.isArray(of)) return of.slice(...bounds);
  throw workflowError(`cannot slice ${typeName(of)}`);
}

function missing(name: string): Error {
  return workflowError(`${name} is missing`);
}

function raise(error: Error): never {
  throw error;
}
