import { MetricsError } from "@routemetrics/core";

export interface PushErrorDetails {
  /** The HTTP status, when there was a response. */
  readonly status?: number | undefined;
  /** Without credentials. */
  readonly url: string;
  readonly cause?: unknown;
}

/** A push that did not arrive: `RM_ERR_PUSH`, with the status and the address. */
export class PushError extends MetricsError {
  /** The HTTP status; undefined when there was no response. */
  readonly status: number | undefined;
  /** Without credentials and query; `tcp://host:port` for Graphite. */
  readonly url: string;

  constructor(message: string, { status, url, cause }: PushErrorDetails) {
    super("RM_ERR_PUSH", message, cause === undefined ? {} : { cause });
    this.status = status;
    this.url = url;
  }
}

/** The error of a response that is no success. */
export function statusError(
  method: string,
  url: string,
  { status, body }: { status: number; body: string },
): PushError {
  const answer = body.trim() && `: ${body.trim()}`;
  const message = `${method} ${url} answered ${status}${answer}. ${adviceForStatus(status)}`;
  return new PushError(message, { status, url });
}

/** What to do about a status, to close the sentence of an error. */
function adviceForStatus(status: number): string {
  if (status === 401 || status === 403) return "Check `auth`.";
  if (status === 404 || status === 405) return "Check the path of `url`.";
  if (status === 413) return "Send less at once, or raise the limit of the server.";
  if (status === 429) return "Push less often.";
  if (status >= 500) return "Try again later, and look at the log of the server.";
  if (status >= 300 && status < 400) return "Give the final address as `url`.";
  return "The server refuses this data: see its answer.";
}

/** What to do about an exchange that had no response. */
export function adviceForFailure(error: unknown): string {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (code === "ECONNREFUSED") return "Nothing listens there: check `url`, and start the server.";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "Check the host name in `url`.";
  if (/CERT|SIGNATURE|ERR_SSL|ERR_TLS|EPROTO/.test(code) || /certificate/.test(message)) {
    return "Check `tls`: `ca` must have signed the certificate of the server, and its name must match.";
  }
  return "Try again later, and check `url`.";
}
