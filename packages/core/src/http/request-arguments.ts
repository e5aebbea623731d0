import type { IncomingMessage, ServerResponse } from "node:http";

/** Node's own request and response. */
export interface RawExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** A request and its response, as the framework passes them, and Node's own. */
export interface Exchange {
  readonly request: unknown;
  readonly response: unknown;
  readonly raw: RawExchange;
}

/**
 * The request and response among the arguments of a call, if it is a handler's:
 * Node's own objects (Express), objects that keep them as `raw` (Fastify), or one
 * context that has both (Koa, Hono). The error handler of Express has them behind the error.
 */
export function exchangeIn(args: readonly unknown[]): Exchange | undefined {
  return exchangeAt(args, 0) ?? exchangeOf(args[0]) ?? exchangeAt(args, 1);
}

/** What a handler with one context is measured by: the context, and Node's response. */
function exchangeOf(context: unknown): Exchange | undefined {
  if (typeof context !== "object" || context === null) return undefined;
  const { req, env } = context as Partial<Record<"req" | "env", unknown>>;
  const { incoming, outgoing } = (env ?? {}) as { incoming?: unknown; outgoing?: unknown };
  // Hono's `res` must not be read: that makes one.
  const [request, response] = isRequest(req)
    ? [req, (context as { res?: unknown }).res]
    : [incoming, outgoing];
  if (!isRequest(request) || !isResponse(response)) return undefined;
  return { request: context, response, raw: { request, response } };
}

function exchangeAt(args: readonly unknown[], index: number): Exchange | undefined {
  const request = args[index];
  const response = args[index + 1];
  const rawRequest = rawOf(request);
  const rawResponse = rawOf(response);
  if (!isRequest(rawRequest) || !isResponse(rawResponse)) return undefined;
  return { request, response, raw: { request: rawRequest, response: rawResponse } };
}

function rawOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as { readonly raw?: unknown }).raw ?? value;
}

function isRequest(value: unknown): value is IncomingMessage {
  return typeof (value as Partial<IncomingMessage> | undefined)?.httpVersion === "string";
}

function isResponse(value: unknown): value is ServerResponse {
  return typeof (value as Partial<ServerResponse> | undefined)?.writeHead === "function";
}
