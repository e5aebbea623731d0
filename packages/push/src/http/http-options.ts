import { createSecureContext } from "node:tls";
import { MetricsError } from "@routemetrics/core";
import type { Auth } from "./endpoint.js";
import type { TlsOptions, Transport } from "./transport.js";

/** How to reach a server over HTTP. */
export interface HttpOptions {
  /** The scheme defaults to http; credentials may be part of it, `auth` wins over them. */
  readonly url: string;
  readonly auth?: Auth;
  /** Certificates for https. */
  readonly tls?: TlsOptions;
  /** Seconds for one exchange, redirects included. Default: 30. */
  readonly timeout?: number;
  /** Sent with every request, for example the tenant of a shared server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces `node:http` and `node:https`, for proxies, signatures and tests. */
  readonly transport?: Transport;
}

/** Certificates that cannot be read are an error now, not with every push. */
export function checkTls(tls: TlsOptions | undefined): void {
  if (tls === undefined) return;
  try {
    createSecureContext(tls);
  } catch (cause) {
    const message = `tls: ${(cause as Error).message}. Give ca, cert and key in PEM, as node:tls takes them.`;
    throw new MetricsError("RM_ERR_INVALID_OPTION", message, { cause });
  }
}
