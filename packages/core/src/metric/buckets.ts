import { MetricsError } from "../errors.js";

/** Upper bounds in seconds that suit most services; those of OpenTelemetry's HTTP conventions. */
export const DEFAULT_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** The finite upper bounds; throws unless they are numbers in ascending order, at least one. */
export function checkBuckets(metric: string, buckets: readonly number[]): readonly number[] {
  const fault = Array.isArray(buckets) ? bucketsFault(buckets) : "are not an array";
  if (fault) {
    throw new MetricsError(
      "RM_ERR_INVALID_BUCKETS",
      `The buckets of ${metric} ${fault}: [${String(buckets)}]. ` +
        "Give ascending upper bounds such as [0.1, 0.5, 1].",
    );
  }
  return buckets.filter((bound) => bound !== Infinity);
}

function bucketsFault(buckets: readonly number[]): string | undefined {
  if (buckets.some((bound) => typeof bound !== "number" || Number.isNaN(bound))) {
    return "are not all numbers";
  }
  if (!buckets.some(Number.isFinite)) return "have no finite bound";
  if (buckets.includes(-Infinity)) return "begin with -Infinity";
  const faulty = buckets.find((bound, index) => index > 0 && bound <= (buckets[index - 1] ?? 0));
  return faulty === undefined ? undefined : `do not ascend at ${faulty}`;
}
