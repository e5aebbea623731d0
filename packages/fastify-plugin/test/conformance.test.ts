import { createServer } from "node:http";
import {
  type AdapterUnderTest,
  type Exchange,
  type KitRoutes,
  stepsOf,
  testAdapter,
} from "@routemetrics/conformance";
import metrics, { type FastifyMetricsOptions } from "@routemetrics/fastify";
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type onRequestHookHandler,
} from "fastify";
import { fastifyVersions } from "./fastify-versions.js";

const MOUNT = "/api/:version";

function adapter(framework: typeof Fastify): AdapterUnderTest {
  return {
    soak: framework === Fastify ? { abuse: 1_000_000, leaks: 100_000 } : undefined,
    wrongMethodCode: 404,
    answersOptions: false,
    refuse: (response, code) => {
      (response as FastifyReply).code(code).send();
    },
    start: async ({ options, routes, before, server: limits }) => {
      const app = framework(
        limits === undefined ? {} : { serverFactory: (handler) => createServer(limits, handler) },
      );
      if (before !== undefined) app.addHook("onRequest", before as onRequestHookHandler);
      await app.register(metrics, options as FastifyMetricsOptions);
      // The routes of the kit read their bodies themselves.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, _payload, done) => done(null));
      const all = Object.entries(routes(app.metrics as never));
      const inMount = ([methodAndPath]: (typeof all)[0]) => methodAndPath.includes(` ${MOUNT}`);
      for (const [methodAndPath, route] of all.filter((one) => !inMount(one))) {
        add(app, methodAndPath, route);
      }
      await app.register(
        async (mounted) => {
          for (const [methodAndPath, route] of all.filter(inMount)) {
            add(mounted, methodAndPath.replace(MOUNT, ""), route);
          }
        },
        { prefix: MOUNT },
      );
      const url = await app.listen({ host: "127.0.0.1", port: 0 });
      return {
        url,
        server: app.server,
        metrics: app.metrics as never,
        close: async () => {
          app.server.closeAllConnections();
          await app.close();
        },
      };
    },
  };
}

function add(app: FastifyInstance, methodAndPath: string, entry: KitRoutes[string]) {
  const [hooks, route] = stepsOf(entry);
  const [method, url] = methodAndPath.split(" ") as ["GET", string];
  app.route({
    method,
    url,
    onRequest: hooks as onRequestHookHandler[],
    handler: (request, reply) => {
      const result = route(exchangeOf(request, reply));
      return result instanceof Promise ? result : undefined;
    },
  });
}

function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange {
  return {
    request: request.raw,
    response: reply.raw,
    bypass: () => {
      reply.hijack();
    },
    send: (code, body = "") => {
      reply.code(code).send(body);
    },
  };
}

for (const [name, framework] of fastifyVersions) testAdapter(name, adapter(framework));
