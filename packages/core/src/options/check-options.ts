import { MetricsError } from "../errors.js";
import { PRESETS } from "../http/presets.js";
import { NATIVE_HISTOGRAM_ACCEPTS } from "../native/native-options.js";
import type { MetricsOptions } from "./metrics-options.js";

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown) => boolean;

interface Rule {
  readonly accepts: string;
  readonly check: Check;
}

const isBoolean: Check = (value) => typeof value === "boolean";
const isString: Check = (value) => typeof value === "string";
const isFunction: Check = (value) => typeof value === "function";
const isObject: Check = (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isRegistry: Check = (value) =>
  isObject(value) && isFunction((value as { registerMetric?: unknown }).registerMetric);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const any =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check);
const positive: Check = (value) => typeof value === "number" && value > 0 && value < Infinity;
const notNegative: Check = (value) => value === 0 || positive(value);
/** An object with no other keys than these, each passing its check. */
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) &&
    Object.entries(value as object).every(
      ([key, one]) => one === undefined || (Object.hasOwn(checks, key) && checks[key]?.(one)),
    );

/** Constants that are texts, numbers and the like: an object is never meant. */
export const areLabels: Check = (value) =>
  isObject(value) &&
  Object.values(value as object).every((one) => !isObject(one) && !Array.isArray(one));

const presetNames = Object.keys(PRESETS);
const isPreset = oneOf(...presetNames);
const isPath: Check = (value) => isString(value) && (value as string).startsWith("/");
const isExclusion = any(isPath, isFunction, (value) => value instanceof RegExp);

/** What every option accepts; the reference in docs is compared with it. */
export const OPTION_RULES: { readonly [K in keyof Required<MetricsOptions>]: Rule } = {
  registry: { accepts: "a registry or a list of them", check: any(isRegistry, listOf(isRegistry)) },
  endpoint: {
    accepts: 'a path that begins with "/", or false',
    check: (value) => value === false || (isString(value) && /^\/[^?#]*$/.test(value as string)),
  },
  guard: { accepts: "a handler or hook", check: isFunction },
  preset: {
    accepts: `${presetNames.map((name) => `"${name}"`).join(", ")}, or a list of these`,
    check: any(isPreset, listOf(isPreset)),
  },
  prefix: { accepts: "a text", check: isString },
  labels: { accepts: "label names with constants or functions", check: areLabels },
  groupBy: {
    accepts: '"route", "path" or a function',
    check: any(oneOf("route", "path"), isFunction),
  },
  unmatched: { accepts: "a text", check: isString },
  buckets: { accepts: "a list of numbers", check: Array.isArray },
  slo: { accepts: "{ latency: seconds }", check: shape({ latency: positive }) },
  preinitialise: { accepts: "true or false", check: isBoolean },
  nativeHistogram: {
    accepts: NATIVE_HISTOGRAM_ACCEPTS,
    check: any(
      isBoolean,
      shape({
        factor: (value) => positive(value) && (value as number) > 1,
        maxBuckets: (value) => Number.isInteger(value) && (value as number) >= 0,
        zeroThreshold: notNegative,
        maxZeroThreshold: notNegative,
        minResetInterval: notNegative,
      }),
    ),
  },
  duration: {
    accepts: '"histogram", "summary", "both" or false',
    check: oneOf("histogram", "summary", "both", false),
  },
  track: {
    accepts:
      "{ inFlight, exceptions, requestSize, responseSize, timeToFirstByte } of true or false",
    check: shape({
      inFlight: isBoolean,
      exceptions: isBoolean,
      requestSize: isBoolean,
      responseSize: isBoolean,
      timeToFirstByte: isBoolean,
    }),
  },
  defaults: { accepts: "true or false", check: isBoolean },
  exclude: {
    accepts: 'path prefixes that begin with "/", regular expressions or predicates',
    check: (value) => isExclusion(value) || (Array.isArray(value) && value.every(isExclusion)),
  },
  excludeFrom: { accepts: '"defaults" or "all"', check: oneOf("defaults", "all") },
  status: { accepts: "a function of the status code", check: isFunction },
  exemplars: { accepts: "true, false or a function", check: any(isBoolean, isFunction) },
  processMetrics: {
    accepts: "true, false or a list of metric names",
    check: (value) => isBoolean(value) || (Array.isArray(value) && value.every(isString)),
  },
  maxSeries: {
    accepts: "a whole number above 0",
    check: (value) => positive(value) && Number.isInteger(value),
  },
  compression: { accepts: "true or false", check: isBoolean },
  aggregate: {
    accepts: 'true, false, "auto" or { processMetrics, directory }',
    check: any(
      isBoolean,
      oneOf("auto"),
      shape({ processMetrics: oneOf("perWorker", "sum"), directory: isString }),
    ),
  },
  logger: {
    accepts: "an object with a method warn",
    check: (value) => isObject(value) && isFunction((value as { warn?: unknown }).warn),
  },
};

/** Throws unless every option is known and well formed. */
export function checkOptions(options: unknown): void {
  if (!isObject(options)) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `Options are an object, not ${JSON.stringify(options)}.`,
    );
  }
  const rules: Readonly<Record<string, Rule>> = OPTION_RULES;
  for (const [name, value] of Object.entries(options as object)) {
    if (!Object.hasOwn(rules, name)) {
      const known = Object.keys(rules).join(", ");
      throw new MetricsError(
        "RM_ERR_INVALID_OPTION",
        `There is no option ${JSON.stringify(name)} (given ${inspect(value)}): the options are ${known}.`,
      );
    }
    const rule = rules[name] as Rule;
    if (value === undefined || rule.check(value)) continue;
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `Option ${name} is ${inspect(value)}, but accepts ${rule.accepts}.`,
    );
  }
}

function inspect(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number" || value instanceof RegExp) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
