import type { Framework } from "@routemetrics/core/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { RouteConfig } from "./route-reader.js";

const NEXT_ERROR_HANDLER = "fastify.reply.nextErrorHandler";

/** What Fastify knows of a request that is over. */
export function createFramework(
  routeOf: (request: FastifyRequest) => RouteConfig,
): Framework<FastifyRequest, FastifyReply> {
  return {
    route: (request) => routeOf(request).url,
    routeName: (request) => routeOf(request).statsId,
    // The hook `onError` runs for answered errors too. Fastify notes in the reply which
    // handler would be next: false once its own last one has answered.
    failed: (_request, reply, code) => code >= 500 && internal(reply, NEXT_ERROR_HANDLER) === false,
  };
}

/** The value of a property that Fastify keeps under a symbol of its own. */
function internal(reply: FastifyReply, description: string): unknown {
  for (const symbol of Object.getOwnPropertySymbols(reply)) {
    if (symbol.description === description) return (reply as never)[symbol];
  }
  return undefined;
}
