import { MetricsError } from "@routemetrics/core";

/** Refuses an option that nothing reads: mostly a misspelt one. */
export function checkKnown(options: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(options).find((option) => !known.includes(option));
  if (unknown !== undefined) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `${where}: unknown option "${unknown}". Accepted: ${known.join(", ")}.`,
    );
  }
}
