import { MetricsError } from "../errors.js";
import { MAX_SCHEMA, MIN_SCHEMA } from "./bucket-index.js";

/** How the buckets of a native histogram grow, and what happens when there are too many. */
export interface NativeHistogramOptions {
  /** The largest ratio between the bounds of a bucket, above 1. Default: 1.1. */
  readonly factor?: number;
  /** Above this many populated buckets resolution is given up. Default: 160; 0: no limit. */
  readonly maxBuckets?: number;
  /** Observations up to this, positive or negative, count as zero. Default: 2^-128. */
  readonly zeroThreshold?: number;
  /** How far the zero bucket may widen to save buckets. Default: not at all. */
  readonly maxZeroThreshold?: number;
  /** With too many buckets, start anew instead if the last start is this many seconds ago. Default: never. */
  readonly minResetInterval?: number;
}

/** What `nativeHistogram` accepts. */
export const NATIVE_HISTOGRAM_ACCEPTS =
  "true, false or { factor, maxBuckets, zeroThreshold, maxZeroThreshold, minResetInterval }";

/** Checked options, shared by all series of a family. */
export interface NativeConfig {
  /** The schema a series starts with. */
  readonly schema: number;
  readonly maxBuckets: number;
  readonly zeroThreshold: number;
  readonly maxZeroThreshold: number;
  readonly minResetInterval: number;
}

/** Checks the options of a native histogram and fills in the defaults. */
export function nativeConfig(options: NativeHistogramOptions = {}): NativeConfig {
  const {
    factor = 1.1,
    maxBuckets = 160,
    zeroThreshold = 2 ** -128,
    maxZeroThreshold = 0,
    minResetInterval = 0,
    ...unknown
  } = options;
  for (const name of Object.keys(unknown)) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `nativeHistogram has no option ${JSON.stringify(name)}: it is ${NATIVE_HISTOGRAM_ACCEPTS}.`,
    );
  }
  check("factor", factor, factor > 1 && Number.isFinite(factor), "a number above 1, such as 1.1");
  check(
    "maxBuckets",
    maxBuckets,
    Number.isInteger(maxBuckets) && maxBuckets >= 0,
    "a whole number, or 0 for no limit",
  );
  const lengths = { zeroThreshold, maxZeroThreshold, minResetInterval };
  for (const [name, value] of Object.entries(lengths)) {
    check(name, value, Number.isFinite(value) && value >= 0, "a number, 0 or above");
  }
  return { schema: schemaOf(factor), maxBuckets, ...lengths };
}

/** The coarsest schema whose buckets grow by no more than `factor`. */
function schemaOf(factor: number): number {
  const schema = 0 - Math.floor(Math.log2(Math.log2(factor)));
  return Math.min(MAX_SCHEMA, Math.max(MIN_SCHEMA, schema));
}

function check(name: string, value: unknown, isValid: boolean, accepted: string): void {
  if (isValid) return;
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `nativeHistogram.${name} is ${String(value)}: it has to be ${accepted}.`,
  );
}
