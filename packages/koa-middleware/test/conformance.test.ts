import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type Router from "@koa/router";
import { type AdapterUnderTest, type KitRoute, testAdapter } from "@routemetrics/conformance";
import type { MetricsOptions } from "@routemetrics/core";
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
    start: async (options, routes) => {
      const app = new Framework();
      app.silent = true;
      const m = metrics({ ...options, guard: middlewareOf(options.guard) } as never);
      app.use(m);
      const [root, mounted] = [new FrameworkRouter(), new FrameworkRouter()];
      for (const [methodAndPath, route] of Object.entries(routes)) {
        const [method, path] = methodAndPath.split(" ") as [string, string];
        const router = path.startsWith(MOUNT) ? mounted : root;
        router.register(path.replace(MOUNT, ""), [method], handlerOf(route));
      }
      root.use(MOUNT, mounted.routes());
      app.use(root.routes());
      const server = app.listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
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

/** A guard of the kit as a middleware of Koa, which answers through Node's response when it refuses. */
function middlewareOf(guard: MetricsOptions["guard"]): Middleware | undefined {
  if (guard === undefined) return undefined;
  return async (ctx, next) => {
    let passed = false;
    guard(ctx as never, ctx.res as never, () => {
      passed = true;
    });
    if (passed) await next();
    else ctx.respond = false;
  };
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
