import type { Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { createAdaptorServer, HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import {
  type AdapterUnderTest,
  type KitHook,
  type KitRoute,
  stepsOf,
  testAdapter,
} from "@routemetrics/conformance";
import type { Metrics, MetricsOptions } from "@routemetrics/core";
import { type HonoMetrics, type HonoMetricsOptions, metrics } from "@routemetrics/hono";
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
    start: async ({ options, routes, before, server: serverOptions = {} }) => {
      const app = new App<Env>();
      const m = metrics(optionsOf(options));
      if (before !== undefined) app.use(middlewareOf(before));
      app.use(m);
      const mounted = new App<Env>();
      for (const [methodAndPath, entry] of Object.entries(routes(forKit(m)))) {
        const [method, path] = methodAndPath.split(" ") as [string, string];
        const router = path.startsWith(MOUNT) ? mounted : app;
        const [hooks, route] = stepsOf(entry);
        const handlers = [...hooks.map(middlewareOf), handlerOf(route, Exception)];
        router.on([method], [path.replace(MOUNT, "")], ...handlers);
      }
      app.route(MOUNT, mounted);
      const server = createServer({ fetch: app.fetch, serverOptions }) as Server;
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        server,
        metrics: forKit(m),
        close: async () => {
          server.closeAllConnections();
          server.close();
        },
      };
    },
  };
}

type LabelFunction = (request: unknown, response: unknown) => string;

/** The kit's functions read requests as most frameworks have them; Hono's context differs. */
function readsContext(fn: unknown): unknown {
  if (typeof fn !== "function") return fn;
  return (c: Context<Env>, response: unknown) =>
    (fn as LabelFunction)(
      { method: c.req.method, url: c.env.incoming.url, params: c.req.param() },
      response,
    );
}

function optionsOf({ guard, groupBy, ...options }: MetricsOptions): HonoMetricsOptions {
  return {
    ...(options as HonoMetricsOptions),
    ...(guard && { guard: guardOf(guard) }),
    ...(groupBy && { groupBy: readsContext(groupBy) as "route" }),
  };
}

function guardOf(guard: NonNullable<MetricsOptions["guard"]>): MiddlewareHandler<Env> {
  return (c, next) => {
    const hook: KitHook = (_c, response, pass) =>
      guard(c.env.incoming as never, response, pass as never);
    return middlewareOf(hook)(c, next);
  };
}

function forKit(m: HonoMetrics): Metrics {
  const counter: Metrics["counter"] = (name, help, options = {}) => {
    const labels = Object.entries(options.labels ?? {}).map(([label, value]) => [
      label,
      readsContext(value),
    ]);
    return m.counter(name, help, { ...options, labels: Object.fromEntries(labels) });
  };
  return { ...(m as unknown as Metrics), counter };
}

/** A hook of the kit as a middleware of Hono; one that refuses has answered through Node's response. */
function middlewareOf(hook: KitHook): MiddlewareHandler<Env> {
  return (c, next) =>
    new Promise<void>((resolve, reject) => {
      hook(c as never, c.env.outgoing as never, () => next().then(resolve, reject));
    });
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
