import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { internal } from "./fastify-internals.js";

type Meet = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Calls `meet` with each request as soon as Fastify has made the reply for it.
 *
 * A hook costs each request some 5 % of what Fastify itself does, however little is in it. But what
 * plugins decorate replies with Fastify assigns to each new one, and an assignment can call a
 * setter (docs/decisions/0013-fastify-requests-are-met-by-their-reply.md).
 */
export function meetRequests(fastify: FastifyInstance, meet: Meet): void {
  if (!meetByReply(fastify, meet)) {
    // A callback, not an async function: that would cost every request a promise.
    fastify.addHook("onRequest", (request, reply, next) => {
      meet(request, reply);
      next();
    });
  }
}

type ReplyClass = new (raw: unknown, request: unknown, log: unknown) => FastifyReply;

/** False where this release of Fastify does not make replies so. */
function meetByReply(fastify: FastifyInstance, meet: Meet): boolean {
  const Reply = internal(fastify, "fastify.Reply") as ReplyClass | undefined;
  if (Reply === undefined) return false;
  const key = Symbol("routemetrics.reply");
  fastify.decorateReply(key, null);
  if (!assigns(Reply, key)) return false;
  setterOf(Reply, key, (reply) => {
    const { request } = reply;
    // Only of a trial: see below.
    if (request.raw !== undefined) meet(request, reply);
  });
  return true;
}

/** True when a new reply is assigned what it is decorated with, once it knows its request. */
function assigns(Reply: ReplyClass, key: symbol): boolean {
  const raw = {};
  const request = {};
  let isAssigned = false;
  setterOf(Reply, key, (reply) => {
    isAssigned = reply.raw === raw && reply.request === request;
  });
  try {
    new Reply(raw, request, {});
  } catch {
    return false;
  } finally {
    delete (Reply.prototype as Record<symbol, unknown>)[key];
  }
  return isAssigned;
}

function setterOf(Reply: ReplyClass, key: symbol, set: (reply: FastifyReply) => void): void {
  Object.defineProperty(Reply.prototype, key, {
    configurable: true,
    set(this: FastifyReply) {
      set(this);
    },
  });
}
