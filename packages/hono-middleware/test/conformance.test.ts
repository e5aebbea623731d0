import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { createAdaptorServer, HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { type AdapterUnderTest, type KitRoute, testAdapter } from "@routemetrics/conformance";
import type { MetricsOptions } from "@routemetrics/core";
import { type HonoMetricsOptions, metrics } from "@routemetrics/hono";
import type { Context, Hono, MiddlewareHandler } from "hono";
import type { HTTPException } from "hono/http-exception";
import { afterAll } from "vitest";

type Env = { Bindings: HttpBindings };
const MOUNT = "/api/:version";

// Hono prints the errors that it answers.
const { error } = console;
console.error = () => {};
afterAll(() => {
  console.error = error;
});

function adapter(
  App: typeof Hono,
  createServer: typeof createAdaptorServer,
  Exception: typeof HTTPException,
): AdapterUnderTest {
  return {
    wrongMethodCode: 404,
    answersOptions: false,
    refuse: (response, code) => {
      (response as ServerResponse).writeHead(code).end();
    },
    start: async (options, routes) => {
      const app = new App<Env>();
      const m = metrics(optionsOf(options));
      app.use(m);
      const mounted = new App<Env>();
      for (const [methodAndPath, route] of Object.entries(routes)) {
        const [method, path] = methodAndPath.split(" ") as [string, string];
        const router = path.startsWith(MOUNT) ? mounted : app;
        router.on(method, path.replace(MOUNT, ""), handlerOf(route, Exception));
      }
      app.route(MOUNT, mounted);
      const server = createServer(app) as Server;
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        server,
        metrics: m as never,
        close: async () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}

/** The kit reads Node's requests; Hono's context has its own in `env`. */
function optionsOf({ guard, groupBy, ...options }: MetricsOptions): HonoMetricsOptions {
  return {
    ...(options as HonoMetricsOptions),
    ...(guard && { guard: middlewareOf(guard) }),
    ...(groupBy && {
      groupBy:
        typeof groupBy === "string"
          ? groupBy
          : (c) => groupBy(c.env.incoming as never, {} as never),
    }),
  };
}

/** A guard of the kit as a middleware of Hono, which answers through Node's response when it refuses. */
function middlewareOf(guard: NonNullable<MetricsOptions["guard"]>): MiddlewareHandler<Env> {
  return async (c, next) => {
    let passed = false;
    guard(c.env.incoming as never, c.env.outgoing as never, () => {
      passed = true;
    });
    if (passed) await next();
    else c.res = RESPONSE_ALREADY_SENT;
  };
}

function handlerOf(route: KitRoute, Exception: typeof HTTPException) {
  return (c: Context<Env>): Promise<Response> =>
    new Promise((resolve, reject) => {
      const fail = (error: unknown) => reject(asHonoHasIt(error, Exception));
      try {
        const result = route({
          request: c.env.incoming,
          response: c.env.outgoing,
          bypass: () => resolve(RESPONSE_ALREADY_SENT),
          send: (code, body = "") => resolve(c.newResponse(body === "" ? null : body, code as 200)),
        });
        if (result instanceof Promise) result.catch(fail);
      } catch (error) {
        fail(error);
      }
    });
}

/** Hono reads no status from errors: those that have one are of a class of its own. */
function asHonoHasIt(error: unknown, Exception: typeof HTTPException): unknown {
  const { status } = error as { status?: number };
  return status === undefined ? error : new Exception(status as 409);
}

/** By the names that package.json gives them. */
for (const [hono, server] of [
  ["hono", "@hono/node-server"],
  ["hono4-2", "hono-node-server1"],
] as const) {
  const framework = (await import(hono)) as { Hono: typeof Hono };
  const node = (await import(server)) as { createAdaptorServer: typeof createAdaptorServer };
  const exceptions = (await import(`${hono}/http-exception`)) as {
    HTTPException: typeof HTTPException;
  };
  testAdapter(hono, adapter(framework.Hono, node.createAdaptorServer, exceptions.HTTPException));
}
