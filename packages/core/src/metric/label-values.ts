import { MetricsError } from "../errors.js";

/** What can be a label value: it is exposed as text, `undefined` and `null` as the empty text. */
export type LabelValue = string | number | boolean | bigint | null | undefined;

/** Values for exactly the label names of a metric. */
export type LabelValues<Name extends string> = Readonly<Record<Name, LabelValue>>;

/** The text of a label value; lone surrogates, which UTF-8 cannot carry, become U+FFFD. */
export function labelText(value: unknown): string {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (value === undefined || value === null) return "";
  return String(value).toWellFormed();
}

/**
 * The values in the order of the names. Every name must be there and no other:
 * a missing one would make a second series that nobody meant.
 */
export function orderedValues(
  metric: string,
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): string[] {
  if (typeof values !== "object" || values === null) throw labelError(metric, names, values);
  const ordered = names.map((name) => {
    if (!Object.hasOwn(values, name)) throw labelError(metric, names, values);
    return labelText(values[name]);
  });
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) throw labelError(metric, names, values);
  }
  return ordered;
}

function labelError(metric: string, names: readonly string[], values: unknown): MetricsError {
  const isObject = typeof values === "object" && values !== null;
  const given = isObject
    ? `[${Object.keys(values).join(", ")}]`
    : `${String(values)}, not an object`;
  return new MetricsError(
    "RM_ERR_INVALID_LABEL",
    `${metric} has the labels [${names.join(", ")}], but was given ${given}.`,
  );
}
