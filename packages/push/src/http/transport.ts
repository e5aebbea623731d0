import http from "node:http";
import https from "node:https";
import type { SecureContextOptions } from "node:tls";

/** One request as the senders of this package make it. */
export interface TransportRequest {
  readonly url: string;
  readonly method: "PUT" | "POST" | "DELETE";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Aborted when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The beginning of the body. */
  readonly body: string;
}

/** Makes one exchange, without following redirects; rejects when there was no response. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** Certificates in PEM, as in `node:tls`. */
export interface TlsOptions
  extends Pick<SecureContextOptions, "ca" | "cert" | "key" | "passphrase" | "pfx" | "minVersion"> {
  /** The name that the certificate of the server must have. Default: the host of the url. */
  readonly servername?: string;
  /** Default: true. `false` trusts any server: for tests only. */
  readonly rejectUnauthorized?: boolean;
}

export interface NodeTransportOptions {
  readonly tls?: TlsOptions | undefined;
  /** True: an exchange under way does not keep the process alive. */
  readonly unref?: boolean;
}

/** More of an error page than this is of no use in an error message. */
const BODY_LIMIT = 2_048;

/** The transport over `node:http` and `node:https`; a connection per request, so none can be stale. */
export function nodeTransport({ tls, unref = false }: NodeTransportOptions = {}): Transport {
  return ({ url, method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith("https:");
      const { request } = secure ? https : http;
      const length = body === undefined ? {} : { "content-length": String(body.length) };
      const outgoing = request(url, {
        method,
        headers: { ...headers, ...length },
        agent: false,
        signal,
        ...(secure && tls),
      });
      if (unref) outgoing.on("socket", (socket) => socket.unref());
      outgoing.on("error", reject);
      outgoing.on("response", (response) => readResponse(response, resolve));
      outgoing.end(body);
    });
}

/** The status decides; a body that breaks off or hangs (the signal ends it then) changes nothing. */
function readResponse(
  response: http.IncomingMessage,
  resolve: (response: TransportResponse) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on("data", (chunk: Buffer) => {
    if (size < BODY_LIMIT) chunks.push(chunk);
    size += chunk.length;
    // Ends the exchange: a server may send a body without end.
    if (size > 1_000_000) response.destroy();
  });
  response.on("error", () => {});
  response.on("close", () => {
    const body = Buffer.concat(chunks).toString("utf8", 0, BODY_LIMIT);
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
  });
}
