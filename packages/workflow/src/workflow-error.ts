import { MetricsError } from "@routemetrics/core";

/** What this package throws; the message holds the text at fault and the way out. */
export function workflowError(message: string): MetricsError {
  return new MetricsError("RM_ERR_WORKFLOW", message);
}

/** A text of unknown length, short enough for a message. */
export function excerpt(text: string, limit = 80): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;
}
