import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type Router from "@koa/router";
import {
  type AdapterUnderTest,
  type KitHook,
  type KitRoute,
  stepsOf,
  testAdapter,
} from "@routemetrics/conformance";
import { metrics } from "@routemetrics/koa";
import type Koa from "koa";
import type { Context, Middleware } from "koa";

const MOUNT = "/api/:version";

function adapter(Framework: typeof Koa, FrameworkRouter: typeof Router): AdapterUnderTest {
  return {
    wrongMethodCode: 404,
    answersOptions: false,
    refuse: (response, code) => {
      (response as ServerResponse).writeHead(code).end();
    },
    start: async ({ options, routes, before, server: limits = {} }) => {
      const app = new Framework();
      app.silent = true;
      const { guard, ...others } = options;
      const m = metrics({
        ...others,
        ...(guard && { guard: middlewareOf(guard as KitHook) }),
      } as never);
      if (before !== undefined) app.use(middlewareOf(before));
      app.use(m);
      const [root, mounted] = [new FrameworkRouter(), new FrameworkRouter()];
      for (const [methodAndPath, entry] of Object.entries(routes(m as never))) {
        const [method, path] = methodAndPath.split(" ") as [string, string];
        const router = path.startsWith(MOUNT) ? mounted : root;
        const [hooks, route] = stepsOf(entry);
        const handlers = [...hooks.map(middlewareOf), handlerOf(route)];
        router.register(path.replace(MOUNT, ""), [method], handlers as never);
      }
      root.use(MOUNT, mounted.routes());
      app.use(root.routes());
      const server = createServer(limits, app.callback());
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

/** A hook of the kit as a middleware of Koa; one that refuses has answered through Node's response. */
function middlewareOf(hook: KitHook): Middleware {
  return (ctx, next) =>
    new Promise<void>((resolve, reject) => {
      hook(ctx as never, ctx.res as never, () => next().then(resolve, reject));
    });
}

function handlerOf(route: KitRoute): Middleware {
  return (ctx: Context) =>
    new Promise<void>((resolve, reject) => {
      const result = route({
        request: ctx.req,
        response: ctx.res,
        bypass: () => {
          ctx.respond = false;
          // Koa has set 404 in case that nobody answers.
          ctx.res.statusCode = 200;
          resolve();
        },
        send: (code, body = "") => {
          ctx.status = code;
          ctx.body = body;
          resolve();
        },
      });
      if (result instanceof Promise) result.catch(reject);
    });
}

/** By the names that package.json gives them. */
for (const [koa, router] of [
  ["koa", "@koa/router"],
  ["koa2", "koa-router12"],
] as const) {
  const framework = ((await import(koa)) as { default: typeof Koa }).default;
  const frameworkRouter = ((await import(router)) as { default: typeof Router }).default;
  testAdapter(koa, adapter(framework, frameworkRouter));
}
