import type { FamilyHead, MetricType, SampleSuffix } from "../metric-family.js";

const SUFFIXES: Readonly<Partial<Record<string, readonly SampleSuffix[]>>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["_sum", "_count", "_created"],
} satisfies Partial<Record<MetricType, readonly SampleSuffix[]>>;

/** The samples of a family that `names` asks for: `"all"`, some, or none. */
function selectSamples(
  name: string,
  type: string,
  names: ReadonlySet<string>,
): "all" | readonly SampleSuffix[] {
  if (names.has(name)) return "all";
  // The names of these families in OpenMetrics.
  if (type === "counter" && name.endsWith("_total") && names.has(name.slice(0, -6))) return "all";
  if (type === "info" && name.endsWith("_info") && names.has(name.slice(0, -5))) return "all";
  return (SUFFIXES[type] ?? []).filter((suffix) => names.has(name + suffix));
}

export function isWanted(name: string, type: string, names: ReadonlySet<string>): boolean {
  return selectSamples(name, type, names).length > 0;
}

/** The family reduced to what `names` asks for; undefined when that is nothing. */
export function filterFamily<F extends FamilyHead>(
  family: F,
  names: ReadonlySet<string>,
): F | undefined {
  const samples = selectSamples(family.name, family.type, names);
  if (samples === "all") return family;
  return samples.length > 0 ? { ...family, samples } : undefined;
}
