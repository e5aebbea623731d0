import { inspect } from "node:util";
import { MetricsError } from "@routemetrics/core";

/** Says what is accepted when a value is not. */
export type Check = (value: unknown) => string | undefined;

const check =
  (accepts: (value: unknown) => boolean, accepted: string): Check =>
  (value) =>
    accepts(value) ? undefined : accepted;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const text: Check = check(
  (v) => typeof v === "string" && v !== "",
  "a text that is not empty",
);
export const flag: Check = check((v) => typeof v === "boolean", "true or false");
export const positive: Check = check(
  (v) => typeof v === "number" && v > 0 && v <= 2_000_000,
  "a number of seconds above 0",
);
export const count: Check = check(
  (v) => Number.isSafeInteger(v) && (v as number) > 0,
  "a whole number above 0",
);
export const callback: Check = check((v) => typeof v === "function", "a function");
export const texts: Check = check(
  (v) => isRecord(v) && Object.values(v).every((one) => typeof one === "string"),
  "an object of texts",
);
export const flagOrTexts: Check = (value) =>
  flag(value) && texts(value) && "true, false or an object of texts";
export const port: Check = check(
  (v) => Number.isInteger(v) && (v as number) > 0 && (v as number) < 65_536,
  "a port from 1 to 65535",
);
export const registries: Check = check((v) => {
  const list: unknown[] = [v].flat();
  return list.length > 0 && list.every((one) => isRecord(one) && "getMetricsAsArray" in one);
}, "a registry, or an array of them");
export const auth: Check = check(
  (v) =>
    isRecord(v) &&
    (typeof v.bearer === "string" ||
      (typeof v.username === "string" && typeof v.password === "string")),
  "{ username, password } or { bearer }",
);
export const record: Check = check(isRecord, "an object");
export const oneOf = (...values: readonly string[]): Check =>
  check((v) => values.includes(v as string), values.map((v) => `"${v}"`).join(" or "));

/** The checks of `HttpOptions`. */
export const httpChecks: Readonly<Record<string, Check>> = {
  url: text,
  auth,
  tls: record,
  timeout: positive,
  headers: texts,
  transport: callback,
};

/** @throws RM_ERR_INVALID_OPTION naming the function, the argument, its value and what is accepted. */
export function checkArgument(where: string, name: string, value: unknown, check: Check): void {
  const accepted = check(value);
  if (accepted) refuse(`${where}: "${name}" is ${show(value)}: give ${accepted}.`);
}

/** @throws RM_ERR_INVALID_OPTION naming the function, the option, the value and what is accepted. */
export function checkOptions(
  where: string,
  options: object,
  required: readonly string[],
  checks: Readonly<Record<string, Check>>,
): void {
  const given = isRecord(options) ? options : {};
  for (const name of required) {
    if (given[name] === undefined)
      refuse(`${where}: "${name}" is missing: give ${checks[name]?.(undefined)}.`);
  }
  for (const [name, value] of Object.entries(given)) {
    const known = checks[name];
    if (!known)
      refuse(`${where}: "${name}" is no option: there are ${Object.keys(checks).join(", ")}.`);
    const accepted = value === undefined ? undefined : known?.(value);
    if (!accepted) continue;
    // A value is shown only when it cannot be a secret.
    const isSecret = name === "auth" || name === "tls" || name === "headers";
    refuse(`${where}: "${name}" is ${isSecret ? "the value" : show(value)}: give ${accepted}.`);
  }
}

function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // Objects that lead back to themselves, as a client's metrics do, and big integers.
    return inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  }
}

function refuse(message: string): never {
  throw new MetricsError("RM_ERR_INVALID_OPTION", message);
}
