/** The ranges that the burn-rate alerts compare, and so the recorded ones. */
export const BURN_RANGES = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"] as const;
export type BurnRange = (typeof BURN_RANGES)[number];

export interface BurnAlert {
  readonly severity: "page" | "ticket";
  readonly rate: number;
  readonly long: BurnRange;
  readonly short: BurnRange;
  /** How long both must hold. */
  readonly hold: string;
}

/**
 * A budget for 30 days burns at rate 1 when it is used up at their end. An alert
 * needs both windows: the long one shows that it matters, the short one that it
 * still goes on. 14.4 uses 2 % in an hour, 6 uses 5 % in six hours, and so on.
 */
export const BURN_ALERTS: readonly BurnAlert[] = [
  { severity: "page", rate: 14.4, long: "1h", short: "5m", hold: "2m" },
  { severity: "page", rate: 6, long: "6h", short: "30m", hold: "15m" },
  { severity: "ticket", rate: 3, long: "1d", short: "2h", hold: "1h" },
  { severity: "ticket", rate: 1, long: "3d", short: "6h", hold: "3h" },
];

/** Name of the recorded share of requests that `failed` or were `slow`. */
export function recordedRatio(what: "failed" | "slow", range: BurnRange): string {
  return `job:http_requests_${what}:ratio_rate${range}`;
}
