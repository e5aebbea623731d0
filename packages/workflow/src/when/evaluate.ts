import { formatGoFloat } from "../number/format-float.js";
import { Pattern } from "../pattern/pattern.js";
import { workflowError } from "../workflow-error.js";
import type { Expression, Value } from "./parse.js";

/** Computes a condition. Throws when an operator is given values that it cannot take. */
export function evaluateExpression(expression: Expression): Value {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "accessor":
      throw workflowError(`No parameter '${expression.text}' found: put the value in quotes.`);
    case "prefix":
      return prefixed(expression.operator, evaluateExpression(expression.right));
    case "binary":
      return binary(expression.operator, evaluateExpression(expression.left), expression.right);
  }
}

function prefixed(operator: string, value: Value): Value {
  if (operator === "!" && typeof value === "boolean") return !value;
  if (operator === "-" && typeof value === "number") return -value;
  if (operator === "~" && typeof value === "number") return Number(~int64(value));
  throw workflowError(`Value '${format(value)}' cannot be used with the prefix '${operator}'`);
}

function binary(operator: string, left: Value, rightSide: Expression): Value {
  switch (operator) {
    case "&&":
      return left === false ? false : both(operator, left, evaluateExpression(rightSide));
    case "||":
      return left === true ? true : both(operator, left, evaluateExpression(rightSide));
    case ":":
    case "??":
      return left === null ? evaluateExpression(rightSide) : left;
    case "?":
      if (typeof left !== "boolean") throw unusable(left, "ternary operator", operator, "a bool");
      return left ? evaluateExpression(rightSide) : null;
    default:
      return applied(operator, left, evaluateExpression(rightSide));
  }
}

/** Both sides of `&&` or `||`, when the left one has not decided. */
function both(operator: string, left: Value, right: Value): boolean {
  for (const value of [left, right]) {
    if (typeof value !== "boolean") throw unusable(value, "logical operator", operator, "a bool");
  }
  return operator === "&&" ? left === true && right === true : left === true || right === true;
}

function applied(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case ",":
      return Array.isArray(left) ? [...left, right] : [left, right];
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      if (!Array.isArray(right)) throw unusable(right, "comparator", operator, "an array");
      return right.some((element) => !Array.isArray(element) && isEqual(left, element));
    case "=~":
      return matches(operator, left, right);
    case "!~":
      return !matches(operator, left, right);
    case "<":
      return order(operator, left, right) < 0;
    case "<=":
      return order(operator, left, right) <= 0;
    case ">":
      return order(operator, left, right) > 0;
    case ">=":
      return order(operator, left, right) >= 0;
    case "+":
      if (typeof left === "string" || typeof right === "string")
        return format(left) + format(right);
      return arithmetic(operator, left, right);
    default:
      return arithmetic(operator, left, right);
  }
}

function isEqual(left: Value, right: Value): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((element, index) => isEqual(element, right[index] as Value))
    );
  }
  return left === right;
}

function matches(operator: string, left: Value, right: Value): boolean {
  if (typeof left !== "string") throw unusable(left, "comparator", operator, "a string");
  if (right instanceof Pattern) return right.test(left);
  if (typeof right === "string") return new Pattern(right).test(left);
  throw unusable(right, "comparator", operator, "a pattern");
}

/** Below, at or above 0; NaN when the two have no order. Texts go by code point, as UTF-8 does. */
function order(operator: string, left: Value, right: Value): number {
  if (typeof left === "number" && typeof right === "number") {
    return left === right ? 0 : left < right ? -1 : left > right ? 1 : Number.NaN;
  }
  if (typeof left === "string" && typeof right === "string") {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  const culprit = typeof left === "number" || typeof left === "string" ? right : left;
  throw unusable(culprit, "comparator", operator, "a number");
}

function arithmetic(operator: string, left: Value, right: Value): number {
  for (const value of [left, right]) {
    if (typeof value !== "number") throw unusable(value, "modifier", operator, "a number");
  }
  return compute(operator, left as number, right as number);
}

function compute(operator: string, left: number, right: number): number {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "%":
      return left % right;
    case "**":
      return power(left, right);
    case "&":
      return Number(int64(left) & int64(right));
    case "|":
      return Number(int64(left) | int64(right));
    case "^":
      return Number(int64(left) ^ int64(right));
    case "<<":
      return shifted(right, (by) => BigInt.asUintN(64, uint64(left) << by));
    case ">>":
      return shifted(right, (by) => uint64(left) >> by);
    default:
      throw workflowError(`Unknown operator '${operator}'`);
  }
}

/** Go's Pow differs from JavaScript's for a base of 1 or -1. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

function shifted(right: number, shift: (by: bigint) => bigint): number {
  const by = uint64(right);
  return by >= 64n ? 0 : Number(shift(by));
}

function int64(value: number): bigint {
  const truncated = Math.trunc(value);
  const representable = truncated >= -(2 ** 63) && truncated < 2 ** 63;
  return representable ? BigInt(truncated) : -(2n ** 63n);
}

function uint64(value: number): bigint {
  const truncated = Math.trunc(value);
  const representable = truncated > -(2 ** 63) && truncated < 2 ** 64;
  return representable ? BigInt.asUintN(64, BigInt(truncated)) : 2n ** 63n;
}

/** A value as Go prints it. */
export function format(value: Value): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return formatGoFloat(value);
  if (value instanceof Pattern) return value.source;
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  return `[${value.map(format).join(" ")}]`;
}

function unusable(value: Value, role: string, operator: string, wanted: string): Error {
  return workflowError(
    `Value '${format(value)}' cannot be used with the ${role} '${operator}', it is not ${wanted}`,
  );
}
