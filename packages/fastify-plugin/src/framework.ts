import type { Framework } from "@routemetrics/core/adapter";
import type { FastifyReply, FastifyRequest } from "fastify";
import { internal } from "./fastify-internals.js";
import type { FastifyRoute } from "./route-reader.js";

const NEXT_ERROR_HANDLER = "fastify.reply.nextErrorHandler";

/** What Fastify knows of a request that is over. */
export function createFramework(
  routeOf: (request: FastifyRequest) => FastifyRoute,
): Framework<FastifyRequest, FastifyReply> {
  return {
    route: (request) => {
      const route = routeOf(request);
      return route.isMatched === true ? route : undefined;
    },
    routeName: (request) => routeOf(request).name,
    // The hook `onError` runs for answered errors too. Fastify notes in the reply which
    // handler would be next: the object that its own, the last one, inherits from; then false.
    failed: (_request, reply) => {
      const next = internal(reply, NEXT_ERROR_HANDLER);
      return next === false || next === Object.prototype;
    },
  };
}
