import { errorText } from "../error-text.js";

/** Why a metric, or a part of it, is missing. */
export interface GatherError {
  readonly metric: string;
  readonly error: Error;
}

export function gatherError(metric: string, error: unknown): GatherError {
  return { metric, error: error instanceof Error ? error : new Error(errorText(error)) };
}
