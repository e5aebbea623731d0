import type { MetricFamily } from "../metric-family.js";
import type { ExpositionFault, RetypedMetric } from "../parsing/parse-families.js";
import { checkBuckets } from "./check-buckets.js";
import { checkLabels } from "./check-labels.js";
import { checkClashes, checkName } from "./check-names.js";
import { checkSeries } from "./check-series.js";
import { checkUse } from "./check-use.js";
import { type Finding, finding } from "./finding.js";

const DEFAULT_LIMIT = 10_000;

/** One reading of the metrics, of a registry or of an exposition. */
export interface Reading {
  readonly families: readonly MetricFamily[];
  readonly retyped: readonly RetypedMetric[];
  readonly faults?: readonly ExpositionFault[];
  /** How many label sets a metric may have; undefined: as many as by default. */
  readonly limitOf: (name: string) => number | undefined;
  readonly slo?: number | undefined;
}

/** Runs every check that one reading allows. */
export function examine({ families, retyped, faults = [], limitOf, slo }: Reading): Finding[] {
  return [
    ...faults.map(faultFinding),
    ...checkClashes(families, retyped),
    ...families.flatMap((family) => [
      ...checkLabels(family),
      ...checkSeries(family, limitOf(family.name) ?? DEFAULT_LIMIT),
      ...checkBuckets(family, slo),
      ...checkName(family),
      ...checkUse(family),
    ]),
  ];
}

function faultFinding({ line, metric, problem }: ExpositionFault): Finding {
  if (metric !== undefined) return finding("broken-histogram", `${problem}.`, { metric });
  const place = line === undefined ? "" : `Line ${line}: `;
  return finding("unreadable-exposition", `${place}${problem}.`);
}
