import { checkAgainst, FLAG, type OptionRules, POSITIVE, TEXT } from "../options/option-rules.js";

const AGGREGATIONS: readonly unknown[] = [
  ...["sum", "min", "max", "average", "first", "mostRecent", "perWorker", "omit"],
];

/** Of every kind of metric; names are checked where they are joined. */
const COMMON: OptionRules = {
  name: { accepts: "the name of a metric", check: () => true },
  help: { ...TEXT, isRequired: true },
  labelNames: { accepts: "a list of label names", check: Array.isArray },
  namespace: TEXT,
  subsystem: TEXT,
  unit: TEXT,
  registry: {
    accepts: "a registry, or null for none",
    check: (value) =>
      value === null ||
      typeof (value as { registerMetric?: unknown }).registerMetric === "function",
  },
  maxSeries: POSITIVE,
  ttl: POSITIVE,
  aggregation: {
    accepts: AGGREGATIONS.map((name) => `"${name}"`).join(", "),
    check: (value) => AGGREGATIONS.includes(value),
  },
  liveOnly: FLAG,
  warn: { accepts: "a function", check: (value) => typeof value === "function" },
};

/** Throws unless every option is one of this kind of metric, and well formed. */
export function checkFamilyOptions(
  options: unknown,
  without: readonly string[],
  own: OptionRules,
): void {
  const rules = Object.entries({ ...COMMON, ...own }).filter(([name]) => !without.includes(name));
  const { name } = (options ?? {}) as { name?: unknown };
  const subject = name === undefined ? "A metric" : `The metric ${String(name)}`;
  checkAgainst(Object.fromEntries(rules), options, subject);
}
