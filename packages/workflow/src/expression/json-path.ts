import { workflowError } from "../workflow-error.js";
import type { ExpressionValue } from "./value.js";

const STEP = /\.([\p{L}_][\p{L}\p{Nd}_-]*)|\['([^']*)'\]|\[(\d+)\]/uy;

/** The value at `$.a.b[0]['c']` of a JSON text. Filters, wildcards and slices are refused. */
export function readJsonPath(json: string, path: string): ExpressionValue {
  let value = fromJson(json);
  if (!path.startsWith("$")) throw workflowError(`the path ${path} has to begin with $`);
  let position = 1;
  while (position < path.length) {
    STEP.lastIndex = position;
    const match = STEP.exec(path);
    if (!match) throw workflowError(`${path} is not supported: only names and indexes are`);
    position = STEP.lastIndex;
    value = step(value, match[1] ?? match[2] ?? Number(match[3])) ?? missing(path);
  }
  return value;
}

function fromJson(json: string): ExpressionValue {
  try {
    return fromPlain(JSON.parse(json));
  } catch {
    throw workflowError("the text is not JSON");
  }
}

function fromPlain(value: unknown): ExpressionValue {
  if (Array.isArray(value)) return value.map(fromPlain);
  if (typeof value !== "object" || value === null) return value as ExpressionValue;
  return new Map(Object.entries(value).map(([key, item]) => [key, fromPlain(item)]));
}

function step(value: ExpressionValue, key: string | number): ExpressionValue | undefined {
  if (typeof key === "number") return Array.isArray(value) ? value[key] : undefined;
  return value instanceof Map ? value.get(key) : undefined;
}

function missing(path: string): never {
  throw workflowError(`nothing is at ${path}`);
}
