import { MetricsError } from "@routemetrics/core";

/** Seconds, or a number with its unit: `"500ms"`, `"10s"`, `"5m"`, `"3h"`, `"30d"`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** What a timer of Node can hold; beyond it, it would run at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** As `milliseconds`, for what a timer waits. */
export function timerMilliseconds(duration: Duration, option: string): number {
  const time = milliseconds(duration, option);
  if (time <= LONGEST_TIMER_MS) return time;
  throw new MetricsError(
    "RM_ERR_INVALID_OPTION",
    `${option}: ${JSON.stringify(duration)} is too long. Give 24 days at most.`,
  );
}

/** Reads a duration given for `option`, in milliseconds. */
export function milliseconds(duration: Duration, option: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(String(duration));
  const seconds = match ? Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN) : duration;
  if (typeof seconds !== "number" || !(seconds > 0) || seconds === Infinity) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      `${option}: ${JSON.stringify(duration)} is not a duration. Give seconds above 0, or text such as "500ms", "10s", "5m", "3h", "30d".`,
    );
  }
  return Math.round(seconds * 1000);
}
