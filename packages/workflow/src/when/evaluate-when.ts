import { MAX_EXPRESSION } from "../limits.js";
import { excerpt, workflowError } from "../workflow-error.js";
import { evaluateExpression, format } from "./evaluate.js";
import { type Expression, parseCondition } from "./parse.js";
import { type Unit, unitsOf, unitsText } from "./units.js";

/**
 * Evaluates a condition as Argo does: the text after substitution, in govaluate's language.
 * The empty text is true. Throws on what Argo refuses, and on texts above 1024 characters.
 */
export function evaluateWhen(text: string): boolean {
  if (text.length > MAX_EXPRESSION) throw tooLong(text);
  return evaluateUnits(unitsOf(text));
}

/** As `evaluateWhen`, with values in the places where they are only values. */
export function evaluateUnits(units: readonly Unit[]): boolean {
  if (units.length === 0) return true;
  const result = evaluateExpression(parseUnits(units));
  if (typeof result === "boolean") return result;
  throw workflowError(
    `Expected boolean evaluation for ${quoted(units)}. Got ${excerpt(format(result))}`,
  );
}

/** Throws when a condition cannot be valid whatever its values are. */
export function checkCondition(units: readonly Unit[]): void {
  if (units.length > 0) parseUnits(units);
}

function parseUnits(units: readonly Unit[]): Expression {
  if (units.length > MAX_EXPRESSION) throw tooLong(unitsText(units));
  try {
    return parseCondition(units);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = reason.startsWith("Invalid token")
      ? ' (hint: try wrapping the affected expression in quotes ("))'
      : "";
    throw workflowError(`Invalid 'when' expression ${quoted(units)}: ${reason}${hint}`);
  }
}

function quoted(units: readonly Unit[]): string {
  return `'${excerpt(unitsText(units))}'`;
}

function tooLong(text: string): Error {
  return workflowError(
    `Invalid 'when' expression '${excerpt(text, 40)}': the limit is ${MAX_EXPRESSION} characters.`,
  );
}
