import type { MetricFamily } from "../metric-family.js";
import type { RetypedMetric } from "../parsing/parse-families.js";
import { type Finding, finding } from "./finding.js";

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["_sum", "_count", "_created"],
};
const NOT_BASE =
  /_(?:(?<seconds>ms|millis|milliseconds?|us|micros|microseconds?|ns|nanos|nanoseconds?|minutes|hours|days)|(?<bytes>kb|kilobytes|kib|mb|megabytes|mib|gb|gigabytes|gib|bits)|(?<ratio>percent|percentage))$/;

/** Names, types and help texts, each family by itself. */
export function checkName({ name, type, help, series }: MetricFamily): Finding[] {
  const about = { metric: name };
  const found: Finding[] = [];
  if (type === "counter" && !name.endsWith("_total")) {
    found.push(finding("counter-without-total", `The counter ${name} lacks _total.`, about));
  }
  if (type === "unknown" && series.length > 0) {
    found.push(finding("missing-type", `${name} has no type.`, about));
  }
  if (help.trim() === "" && series.length > 0) {
    found.push(finding("missing-help", `${name} has no help text.`, about));
  }
  const unit = NOT_BASE.exec(name.replace(/_total$/, ""))?.groups;
  if (unit !== undefined) {
    const base = unit.seconds ? "seconds" : unit.bytes ? "bytes" : "a ratio from 0 to 1";
    const own = unit.seconds ?? unit.bytes ?? unit.ratio;
    const message = `${name} is in ${own}: Prometheus and its dashboards expect ${base}.`;
    found.push(finding("not-base-unit", message, about));
  }
  return found;
}

/** Families that use the same names for their samples. */
export function checkClashes(
  families: readonly MetricFamily[],
  retyped: readonly RetypedMetric[],
): Finding[] {
  const clash = (metric: string, message: string) =>
    finding("clashing-metric", message, { metric });
  const found = retyped.map(({ metric, types }) =>
    clash(metric, `${metric} is there with two types: ${types.join(" and ")}.`),
  );
  const byName = new Map(families.map((family) => [family.name, family]));
  for (const { name, type } of families) {
    for (const suffix of SUFFIXES[type] ?? []) {
      const other = byName.get(name + suffix);
      if (other === undefined) continue;
      const message = `The ${other.type} ${other.name} has the name of a sample of the ${type} ${name}.`;
      found.push(clash(other.name, message));
    }
    // OpenMetrics takes _total off the name of a counter.
    const bare = type === "counter" && name.endsWith("_total") ? name.slice(0, -6) : undefined;
    const other = bare === undefined ? undefined : byName.get(bare);
    if (other !== undefined) {
      const message = `In OpenMetrics the counter ${name} is named ${bare}, as the ${other.type} ${bare}.`;
      found.push(clash(other.name, message));
    }
  }
  return found;
}
