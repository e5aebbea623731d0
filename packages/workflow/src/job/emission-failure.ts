/** Why a metric was left out; the label `reason` of `job_metrics_errors_total`. */
export type FailureReason =
  /** A tag that cannot be resolved. */
  | "template"
  /** A condition that cannot be evaluated. */
  | "when"
  /** A value that is no number. */
  | "value"
  /** A number that the type of the metric cannot take. */
  | "range"
  /** A text that is too long to be a label, a value or part of a condition. */
  | "too_long"
  /** A help text that differs from the one before. */
  | "help"
  /** Anything else. */
  | "internal";

/** Ends the emission of one metric; the others stand. */
export class EmissionFailure extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Runs one stage of an emission; what it throws becomes a failure for this reason. */
export function stage<T>(reason: FailureReason, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new EmissionFailure(reason, error instanceof Error ? error.message : String(error));
  }
}
