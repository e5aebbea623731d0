import type { LiveFamily } from "../live-family.js";
import type { FamilyHead, MetricFamily, MetricType } from "../metric-family.js";
import type { Format } from "./format.js";
import type { GatherError } from "./gather-error.js";

/** A family under the name and type that one format has for it. */
export interface ExposedFamily {
  readonly family: MetricFamily | LiveFamily;
  /** What `# TYPE` names; the names of the samples derive from `family.name` in every format. */
  readonly name: string;
  readonly type: MetricType;
}

const SAMPLE_SUFFIXES: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  histogram: ["_bucket", "_sum", "_count"],
  summary: ["_sum", "_count"],
};

const OPENMETRICS_SUFFIXES: Readonly<Partial<Record<MetricType, readonly string[]>>> = {
  counter: ["_total", "_created"],
  info: ["_info"],
  histogram: ["_bucket", "_sum", "_count", "_created"],
  summary: ["_sum", "_count", "_created"],
};

/**
 * Chooses name and type of each family, so that no two claim the same name.
 *
 * A name that appears twice makes Prometheus drop the whole target. One of the two
 * therefore keeps its samples under a type without derived names where there is
 * one, and the later is left out otherwise; `clashes` names those.
 */
export function exposeFamilies(
  families: Iterable<MetricFamily | LiveFamily>,
  format: Format,
): { exposed: ExposedFamily[]; clashes: GatherError[] } {
  const suffixes = format === "openmetrics" ? OPENMETRICS_SUFFIXES : SAMPLE_SUFFIXES;
  const claimed = new Set<string>();
  const all = Array.from(families, (family) => ({ family, choices: candidates(family, format) }));
  const chosen = new Map<FamilyHead, ExposedFamily>();
  const clashes: GatherError[] = [];
  // First those that can go by one name only: a counter `jobs_total` yields to a gauge `jobs`.
  for (const { family, choices } of all.toSorted((a, b) => a.choices.length - b.choices.length)) {
    const candidate = choices.find(({ name, type }) => {
      const claims = [name, ...(suffixes[type] ?? []).map((suffix) => name + suffix)];
      if (claims.some((claim) => claimed.has(claim))) return false;
      for (const claim of claims) claimed.add(claim);
      return true;
    });
    if (candidate) chosen.set(family, candidate);
    else {
      const error = new Error(
        `"${family.name}" has a name or a sample in common with another metric`,
      );
      clashes.push({ metric: family.name, error });
    }
  }
  return { exposed: all.flatMap(({ family }) => chosen.get(family) ?? []), clashes };
}

function candidates(family: MetricFamily | LiveFamily, format: Format): ExposedFamily[] {
  const { name, type } = family;
  if (format !== "openmetrics") return [{ family, name, type }];
  if (type === "counter") {
    const plain: ExposedFamily = { family, name, type: "unknown" };
    return name.endsWith("_total") ? [{ family, name: name.slice(0, -6), type }, plain] : [plain];
  }
  if (type === "info") {
    const plain: ExposedFamily = { family, name, type: "gauge" };
    return name.endsWith("_info") ? [{ family, name: name.slice(0, -5), type }, plain] : [plain];
  }
  return [{ family, name, type }];
}
