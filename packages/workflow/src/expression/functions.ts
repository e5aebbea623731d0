import { parseGoFloat } from "../number/parse-float.js";
import { workflowError } from "../workflow-error.js";
import { readJsonPath } from "./json-path.js";
import { checkLength, type ExpressionValue, toJson, typeName } from "./value.js";

type Args = readonly ExpressionValue[];
type Call = (args: Args) => ExpressionValue;

const replace = (text: string, from: string, to: string): string => {
  const count = from === "" ? text.length + 1 : text.split(from).length - 1;
  checkLength(text.length + count * to.length);
  return text.replaceAll(from, () => to);
};

const FUNCTIONS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["len", ([value]) => length(value)],
  ["upper", (args) => text(args, 0).toUpperCase()],
  ["lower", (args) => text(args, 0).toLowerCase()],
  ["trim", (args) => trimmed(text(args, 0), args.length > 1 ? text(args, 1) : undefined)],
  ["trimPrefix", (args) => withoutPrefix(text(args, 0), text(args, 1))],
  ["trimSuffix", (args) => withoutSuffix(text(args, 0), text(args, 1))],
  ["hasPrefix", (args) => text(args, 0).startsWith(text(args, 1))],
  ["hasSuffix", (args) => text(args, 0).endsWith(text(args, 1))],
  ["split", (args) => text(args, 0).split(text(args, 1))],
  ["join", (args) => joined(args)],
  ["replace", (args) => replace(text(args, 0), text(args, 1), text(args, 2))],
  ["int", ([value]) => toInteger(value)],
  ["asInt", ([value]) => toInteger(value)],
  ["float", ([value]) => toFloat(value)],
  ["asFloat", ([value]) => toFloat(value)],
  ["string", ([value]) => (typeof value === "string" ? value : toJson(value ?? null))],
  ["abs", (args) => Math.abs(number(args, 0))],
  ["ceil", (args) => Math.ceil(number(args, 0))],
  ["floor", (args) => Math.floor(number(args, 0))],
  ["round", (args) => round(number(args, 0))],
  ["max", (args) => Math.max(...numbers(args))],
  ["min", (args) => Math.min(...numbers(args))],
  ["toJson", ([value]) => toJson(value ?? null)],
  ["toJSON", ([value]) => toJson(value ?? null, 2)],
  ["jsonpath", (args) => readJsonPath(text(args, 0), text(args, 1))],
  ["sprig.trim", (args) => text(args, 0).trim()],
  ["sprig.upper", (args) => text(args, 0).toUpperCase()],
  ["sprig.lower", (args) => text(args, 0).toLowerCase()],
  ["sprig.trimPrefix", (args) => withoutPrefix(text(args, 1), text(args, 0))],
  ["sprig.trimSuffix", (args) => withoutSuffix(text(args, 1), text(args, 0))],
  ["sprig.replace", (args) => replace(text(args, 2), text(args, 0), text(args, 1))],
  ["sprig.default", ([fallback, value]) => (isEmpty(value) ? (fallback ?? null) : (value ?? null))],
]);

export function isFunction(name: string): boolean {
  return FUNCTIONS.has(name);
}

export function unknownFunction(name: string): Error {
  return workflowError(
    `${name} is missing: the functions are ${[...FUNCTIONS.keys()].join(", ")}.`,
  );
}

export function callFunction(name: string, args: Args): ExpressionValue {
  const call = FUNCTIONS.get(name);
  if (!call) throw unknownFunction(name);
  try {
    return call(args);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw workflowError(`${name}: ${reason}`);
  }
}

function text(args: Args, index: number): string {
  const value = args[index];
  if (typeof value === "string") return value;
  throw workflowError(`argument ${index + 1} has to be a string, not ${typeName(value ?? null)}`);
}

function number(args: Args, index: number): number {
  const value = args[index];
  if (typeof value === "number") return value;
  throw workflowError(
    `argument ${index + 1} has to be a number, not ${typeName(value ?? null)}: use float(…)`,
  );
}

function numbers(args: Args): number[] {
  const all = args.flat() as Args;
  if (all.length === 0) throw workflowError("not enough arguments");
  return all.map((_value, index) => number(all, index));
}

function length(value: ExpressionValue | undefined): number {
  if (typeof value === "string") return Array.from(value).length;
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  throw workflowError(`invalid argument (type ${typeName(value ?? null)})`);
}

function trimmed(value: string, cutset: string | undefined): string {
  if (cutset === undefined) return value.trim();
  const cut = new Set(cutset);
  const characters = Array.from(value);
  const isKept = (character: string) => !cut.has(character);
  const first = characters.findIndex(isKept);
  return first < 0 ? "" : characters.slice(first, characters.findLastIndex(isKept) + 1).join("");
}

function withoutPrefix(value: string, prefix: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

function withoutSuffix(value: string, suffix: string): string {
  return suffix !== "" && value.endsWith(suffix) ? value.slice(0, -suffix.length) : value;
}

function joined(args: Args): string {
  const [list] = args;
  if (!Array.isArray(list)) throw workflowError("argument 1 has to be an array");
  const separator = args.length > 1 ? text(args, 1) : "";
  checkLength(list.length * separator.length);
  return list.map((_item, index) => text(list, index)).join(separator);
}

function toInteger(value: ExpressionValue | undefined): number {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "string" && /^[+-]?\d+$/.test(value)) return Number(value);
  throw workflowError(`invalid syntax: ${toJson(value ?? null)} is not an integer`);
}

function toFloat(value: ExpressionValue | undefined): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return parseGoFloat(value);
  throw workflowError(`invalid syntax: ${toJson(value ?? null)} is not a number`);
}

/** Half away from zero, which `Math.round` is not. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function isEmpty(value: ExpressionValue | undefined): boolean {
  return value === undefined || value === null || value === "" || value === 0 || value === false;
}
