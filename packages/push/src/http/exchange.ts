import { displayUrl, parseEndpoint, parseHttpUrl } from "./endpoint.js";
import { checkTls, type HttpOptions } from "./http-options.js";
import { adviceForFailure, PushError } from "./push-error.js";
import {
  nodeTransport,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.js";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 5;

/** What a sender gives to one exchange. */
export interface Outgoing {
  readonly method: TransportRequest["method"];
  /** Appended to the url of the options. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

export interface Exchange {
  /** The address of a path as it may be shown: without credentials. */
  shown(path?: string): string;
  /** @throws PushError when there was no response within the time. Any status is a response. */
  send(outgoing: Outgoing): Promise<TransportResponse>;
}

/**
 * The way to one server: authentication, time limit and redirects around a transport.
 * With `unref` an exchange under way does not keep the process alive.
 */
export function createExchange(options: HttpOptions, unref = false): Exchange {
  const { url, auth, tls, timeout = 30, headers = {} } = options;
  checkTls(tls);
  const endpoint = parseEndpoint(url, auth);
  const transport = options.transport ?? nodeTransport({ tls, unref });
  const common = {
    ...headers,
    ...(endpoint.authorization && { authorization: endpoint.authorization }),
  };
  const shown = (path = "") => displayUrl(endpoint.url) + path;
  return {
    shown,
    async send({ method, path = "", headers: own, body, signal }) {
      const limit = startLimit(timeout, signal, unref);
      try {
        const request: TransportRequest = {
          url: withPath(endpoint.url, path),
          method,
          headers: { ...common, ...own },
          ...(body && { body }),
          signal: limit.signal,
        };
        return await Promise.race([follow(transport, request), limit.expired]);
      } catch (error) {
        throw failure(error, shown(path), method, limit.timedOut() ? timeout : undefined);
      } finally {
        limit.clear();
      }
    },
  };
}

/** Follows redirects with the same method and body, which `fetch` and browsers do not do. */
async function follow(transport: Transport, first: TransportRequest): Promise<TransportResponse> {
  let request = first;
  for (let redirects = 0; ; redirects++) {
    const response = await transport(request);
    const { location } = response.headers;
    if (!REDIRECTS.has(response.status) || typeof location !== "string") return response;
    const target = parseHttpUrl(location, request.url);
    if (!target || redirects === MAX_REDIRECTS) return response;
    const sameOrigin = target.origin === new URL(request.url).origin;
    // Credentials belong to the server they were given for.
    const { authorization: _, ...anonymous } = request.headers;
    request = {
      ...request,
      url: target.href,
      headers: sameOrigin ? request.headers : anonymous,
    };
  }
}

function failure(
  error: unknown,
  url: string,
  method: string,
  timeout: number | undefined,
): PushError {
  if (timeout !== undefined) {
    const message = `${method} ${url}: no answer within ${timeout} s. Raise \`timeout\`, or check the server.`;
    return new PushError(message, { url, cause: error });
  }
  const reason = error instanceof Error ? firstReason(error) : String(error);
  const message = `${method} ${url} failed: ${reason}. ${adviceForFailure(error)}`;
  return new PushError(message, { url, cause: error });
}

/** A host with several addresses fails with an AggregateError, whose own message is empty. */
function firstReason(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : [error];
  return (first as Error).message || error.name;
}

interface Limit {
  readonly signal: AbortSignal;
  readonly expired: Promise<never>;
  timedOut(): boolean;
  clear(): void;
}

function startLimit(seconds: number, outer: AbortSignal | undefined, unref: boolean): Limit {
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, seconds * 1000);
  if (unref) timer.unref();
  const abort = () => controller.abort(outer?.reason);
  const expired = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  expired.catch(() => {});
  if (outer?.aborted) abort();
  else outer?.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    expired,
    timedOut: () => timedOut,
    clear() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}

/** Keeps a query of the url behind the path. */
function withPath(url: string, path: string): string {
  const { origin, pathname, search } = new URL(url);
  // Not through `URL.pathname =`, which would undo the escapes of a dot.
  return `${origin}${pathname.replace(/\/+$/, "") || (path ? "" : "/")}${path}${search}`;
}
