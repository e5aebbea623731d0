import type { Labels } from "../metric-family.js";

/** One sample as `get()` of a prom-client metric yields it. */
export interface ForeignSample {
  readonly value: unknown;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly sharedLabels?: Readonly<Record<string, unknown>>;
  readonly metricName?: string;
  readonly exemplar?: unknown;
}

/** The samples with the same labels, `le` and `quantile` aside. */
export interface SampleGroup {
  readonly labels: Labels;
  readonly samples: ForeignSample[];
}

/** The value of a sample; throws when it is not a number. */
export function readNumber({ value }: ForeignSample): number {
  if (typeof value === "number") return value;
  throw new Error(`${String(value)} is not a number`);
}
