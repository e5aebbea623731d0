import { MetricsError } from "../errors.js";

const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Throws unless Prometheus accepts `name` as the name of a metric. */
export function checkMetricName(name: unknown): void {
  if (typeof name === "string" && METRIC_NAME.test(name)) return;
  throw new MetricsError(
    "RM_ERR_INVALID_NAME",
    `${JSON.stringify(name)} is not a metric name: use letters, digits, "_" and ":", not beginning with a digit.`,
  );
}

/** Throws unless all names can be labels of one metric; `reserved` are the names its type uses itself. */
export function checkLabelNames(
  metric: string,
  names: readonly string[],
  reserved: readonly string[] = [],
): void {
  names.forEach((name, position) => {
    const fault = labelNameFault(name, reserved) ?? (names.indexOf(name) < position && "is twice");
    if (fault) {
      throw new MetricsError(
        "RM_ERR_INVALID_LABEL",
        `Label ${JSON.stringify(name)} of ${metric} ${fault}: rename or remove it.`,
      );
    }
  });
}

function labelNameFault(name: unknown, reserved: readonly string[]): string | undefined {
  if (typeof name !== "string" || !LABEL_NAME.test(name)) {
    return 'is not a label name (letters, digits and "_", not beginning with a digit)';
  }
  if (name.startsWith("__")) return "begins with __, which Prometheus keeps for itself";
  if (reserved.includes(name)) return "is used by the metric's type itself";
  return undefined;
}

/** The full name: namespace, subsystem, name and unit joined, the unit never twice. */
export function fullName(parts: {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly subsystem?: string | undefined;
  readonly unit?: string | undefined;
  readonly suffix?: string;
}): string {
  const { namespace, subsystem, unit, suffix = "" } = parts;
  let name = parts.name;
  if (typeof name !== "string" || name === "") checkMetricName(name);
  if (suffix && name.endsWith(suffix)) name = name.slice(0, -suffix.length);
  name = [namespace, subsystem, name].filter(Boolean).join("_");
  if (unit && !name.endsWith(`_${unit}`)) name += `_${unit}`;
  name += suffix;
  checkMetricName(name);
  return name;
}
