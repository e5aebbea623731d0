import { workflowError } from "../workflow-error.js";

/** A value of the expression language; `null` is its nil. */
export type ExpressionValue =
  | string
  | number
  | boolean
  | null
  | readonly ExpressionValue[]
  | ReadonlyMap<string, ExpressionValue>
  | Namespace;

/** Variables that share the beginning of their name: `workflow` of `workflow.status`. */
export class Namespace {
  readonly #scope: ReadonlyMap<string, string>;
  readonly #prefix: string;

  constructor(scope: ReadonlyMap<string, string>, prefix: string) {
    this.#scope = scope;
    this.#prefix = prefix;
  }

  /** A variable, a narrower namespace, or nil. */
  get(name: string): string | Namespace | null {
    const full = this.#prefix + name;
    const value = this.#scope.get(full);
    if (value !== undefined) return value;
    return hasPrefix(this.#scope, `${full}.`) ? new Namespace(this.#scope, `${full}.`) : null;
  }
}

export function hasPrefix(scope: ReadonlyMap<string, string>, prefix: string): boolean {
  for (const name of scope.keys()) if (name.startsWith(prefix)) return true;
  return false;
}

/** Longest text that an expression may make. */
const MAX_LENGTH = 65_536;

export function checkLength(length: number): void {
  if (length <= MAX_LENGTH) return;
  throw workflowError(`A text of ${length} characters is too long for an expression.`);
}

/** As Go's encoding/json writes it: sorted keys, no infinite numbers. */
export function toJson(value: ExpressionValue, indent?: number): string {
  return JSON.stringify(plain(value), undefined, indent);
}

function plain(value: ExpressionValue): unknown {
  if (value instanceof Namespace) throw workflowError("The name stands for a group of variables.");
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw workflowError(`json: unsupported value: ${value}`);
  }
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  const sorted = [...value].sort(([left], [right]) => (left < right ? -1 : 1));
  const entries = sorted.map(([key, item]) => [key, plain(item)] as const);
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

/** What a value is called in messages. */
export function typeName(value: ExpressionValue): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "array";
  return typeof value === "object" ? "map" : typeof value;
}

export function isEqual(left: ExpressionValue, right: ExpressionValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isEqual(item, right[at]));
  }
  if (left instanceof Map && right instanceof Map) {
    const same = (key: string, item: ExpressionValue) =>
      right.has(key) && isEqual(item, right.get(key) as ExpressionValue);
    return left.size === right.size && [...left].every(([key, item]) => same(key, item));
  }
  return left === right;
}
