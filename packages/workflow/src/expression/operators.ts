import { Pattern } from "../pattern/pattern.js";
import { workflowError } from "../workflow-error.js";
import { checkLength, type ExpressionValue, isEqual, typeName } from "./value.js";

/** Applies an operator to two values; `&&`, `||` and `??` are not among these. */
export function applyOperator(
  operator: string,
  left: ExpressionValue,
  right: ExpressionValue,
): ExpressionValue {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "in":
      return isIn(left, right);
    case "contains":
    case "startsWith":
    case "endsWith":
    case "matches":
      return textOperator(operator, left, right);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(operator, left, right);
    case "+":
      if (typeof left === "string" && typeof right === "string") {
        checkLength(left.length + right.length);
        return left + right;
      }
      return arithmetic(operator, left, right);
    default:
      return arithmetic(operator, left, right);
  }
}

function isIn(left: ExpressionValue, right: ExpressionValue): boolean {
  if (Array.isArray(right)) return right.some((item) => isEqual(left, item));
  if (right instanceof Map && typeof left === "string") return right.has(left);
  throw invalid("in", left, right);
}

function textOperator(operator: string, left: ExpressionValue, right: ExpressionValue): boolean {
  if (typeof left !== "string" || typeof right !== "string") throw invalid(operator, left, right);
  if (operator === "contains") return left.includes(right);
  if (operator === "startsWith") return left.startsWith(right);
  if (operator === "endsWith") return left.endsWith(right);
  return new Pattern(right).test(left);
}

function compare(operator: string, left: ExpressionValue, right: ExpressionValue): boolean {
  let order: number;
  if (typeof left === "number" && typeof right === "number") {
    order = left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
  } else if (typeof left === "string" && typeof right === "string") {
    order = Buffer.compare(Buffer.from(left), Buffer.from(right));
  } else {
    throw invalid(operator, left, right);
  }
  if (operator === "<") return order < 0;
  if (operator === "<=") return order <= 0;
  return operator === ">" ? order > 0 : order >= 0;
}

function arithmetic(operator: string, left: ExpressionValue, right: ExpressionValue): number {
  if (typeof left !== "number" || typeof right !== "number") throw invalid(operator, left, right);
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
      if (!Number.isInteger(left) || !Number.isInteger(right) || right === 0) {
        throw invalid(operator, left, right);
      }
      return left % right;
    default:
      return left ** right;
  }
}

function invalid(operator: string, left: ExpressionValue, right: ExpressionValue): Error {
  return workflowError(
    `invalid operation: ${typeName(left)} ${operator} ${typeName(right)}; ` +
      "variables are strings, use asFloat(…) or asInt(…) to calculate",
  );
}
