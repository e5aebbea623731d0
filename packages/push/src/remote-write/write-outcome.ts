import type { Outcome } from "../delivery/delivery-queue.js";
import { statusError } from "../http/push-error.js";
import type { TransportResponse } from "../http/transport.js";

/** What the answer of a receiver means: 429 and 5xx may pass, everything else will not. */
export function writeOutcome(response: TransportResponse, url: string): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  const error = statusError("POST", url, response);
  if (status !== 429 && status < 500) return { kind: "rejected", error };
  const after = retryAfter(response.headers["retry-after"]);
  return { kind: "retry", error, ...(after !== undefined && { after }) };
}

/** Prometheus without native histograms answers 500, and so would for ever. */
export function refusesNative(response: TransportResponse): boolean {
  return (
    response.status >= 400 && /native histograms are (disabled|not enabled)/i.test(response.body)
  );
}

/** Seconds; the header holds them, or a date. */
function retryAfter(header: string | readonly string[] | undefined): number | undefined {
  if (typeof header !== "string") return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
