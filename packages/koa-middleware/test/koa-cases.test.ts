import { createServer } from "node:http";
import { Readable } from "node:stream";
import type Router from "@koa/router";
import { expectRequests, listen, recordedValue } from "@routemetrics/conformance";
import { createMetrics, type MetricsMiddleware, metrics } from "@routemetrics/koa";
import type Koa from "koa";
import mount from "koa-mount";
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";

const options = () => ({ registry: new Registry(), processMetrics: false });
const ok: Koa.Middleware = (ctx) => {
  ctx.body = "ok";
};

describe.each([
  ["koa", "@koa/router"],
  ["koa2", "koa-router12"],
])("%s with %s", (koa, routerName) => {
  /** An application that is measured, with what `set` adds, listening. */
  async function start(
    set: (app: Koa, m: MetricsMiddleware, FrameworkRouter: typeof Router) => void,
    m: MetricsMiddleware = metrics(options()),
  ) {
    const Framework = ((await import(koa)) as { default: typeof Koa }).default;
    const FrameworkRouter = ((await import(routerName)) as { default: typeof Router }).default;
    const app = new Framework();
    app.silent = true;
    app.use(m);
    set(app, m, FrameworkRouter);
    const server = createServer(app.callback());
    const url = await listen(server);
    return { url, recorded: { url, server, metrics: m as never, close: async () => {} } };
  }

  async function get(url: string, init: RequestInit = {}): Promise<number> {
    const response = await fetch(url, init);
    await response.text();
    return response.status;
  }

  test("shows the route that answered, as it is written, with prefixes and mounts", async () => {
    const { url, recorded } = await start((app, _m, FrameworkRouter) => {
      const root = new FrameworkRouter();
      root.get("/users/me", ok);
      root.get("/users/:id", ok);
      root.get(["/a", "/b"], ok);
      root.get(/^\/numbers\/(\d+)$/, ok);
      const prefixed = new FrameworkRouter({ prefix: "/shops/:shop" });
      prefixed.get("/", ok);
      prefixed.get("/orders", ok);
      const mounted = new FrameworkRouter();
      mounted.get("/", ok);
      mounted.get("/deep/:id", ok);
      app.use(mount("/outer", mount("/inner", mounted.routes())));
      app.use(root.routes());
      app.use(prefixed.routes());
      // In the mount's place, but not in the mount.
      const later = new FrameworkRouter();
      later.get("/outer/inner/later", ok);
      app.use(later.routes());
    });
    const templates = {
      "/users/me": "/users/me",
      "/users/7": "/users/:id",
      "/a": "/a",
      "/b": "/b",
      "/numbers/12": "/^\\/numbers\\/(\\d+)$/",
      "/shops/1": "/shops/:shop",
      "/shops/1/orders": "/shops/:shop/orders",
      "/outer/inner": "/outer/inner",
      "/outer/inner/deep/3": "/outer/inner/deep/:id",
      "/outer/inner/later": "/outer/inner/later",
    };
    for (const path of Object.keys(templates)) expect(await get(url + path), path).toBe(200);
    await expectRequests(
      recorded,
      Object.fromEntries(Object.values(templates).map((path) => [`GET ${path} 200`, 1])),
    );
  });

  test("a mount or a router's middleware that answers by itself shows where it is", async () => {
    const { url, recorded } = await start((app, _m, FrameworkRouter) => {
      const inner = new FrameworkRouter();
      inner.use(async (ctx, next) => {
        if (ctx.query.refuse) ctx.status = 401;
        else await next();
      });
      inner.get("/items", ok);
      const root = new FrameworkRouter();
      root.use("/api/:version", inner.routes());
      app.use(root.routes());
      app.use(mount("/static", (ctx, next) => (ctx.path === "/file" ? ok(ctx, next) : next())));
    });
    for (const path of ["/api/1/items?refuse=1", "/api/1/items", "/static/file", "/static/none"]) {
      await get(url + path);
    }
    await expectRequests(recorded, {
      "GET /api/:version/* 401": 1,
      "GET /api/:version/items 200": 1,
      "GET /static/* 200": 1,
      "GET <unmatched> 404": 1,
    });
  });

  test("instruments are middleware of a route, and go around handlers", async () => {
    const { url, recorded } = await start((app, m, FrameworkRouter) => {
      const router = new FrameworkRouter();
      const byType = m.counter("by_type", "By type.", {
        labels: { type: (ctx) => ctx.params.type, status: (_ctx, response) => response.statusCode },
      });
      router.get("/items/:type", m.doNotTrack(), byType, ok);
      router.get("/wrapped", m.doNotTrack()(m.histogram("took_seconds", "Took.")(ok)));
      app.use(router.routes());
    });
    for (const path of ["/items/a", "/items/a", "/items/b", "/wrapped"]) {
      expect(await get(url + path)).toBe(200);
    }
    await expectRequests(recorded, {});
    expect(await recordedValue(recorded, "by_type_total", { type: "a", status: "200" })).toBe(2);
    expect(await recordedValue(recorded, "by_type_total", { type: "b" })).toBe(1);
    expect(await recordedValue(recorded, "took_seconds")).toBe(1);
  });

  test("an error that a middleware answers is no exception, one that reaches Koa is", async () => {
    const { url, recorded } = await start((app, _m, FrameworkRouter) => {
      const router = new FrameworkRouter();
      router.get("/answered", async (ctx, next) => {
        await next().catch(() => {
          ctx.status = 503;
        });
      });
      router.get(["/answered", "/unanswered"], () => {
        throw new Error("on purpose");
      });
      router.get("/teapot", (ctx) => ctx.throw(418));
      app.use(router.routes());
    });
    for (const path of ["/answered", "/unanswered", "/teapot"]) await get(url + path);
    await expectRequests(recorded, {
      "GET /answered 503": 1,
      "GET /unanswered 500": 1,
      "GET /teapot 418": 1,
    });
    expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
    const labels = { path: "/unanswered", status: "500" };
    expect(await recordedValue(recorded, "http_request_exceptions_total", labels)).toBe(1);
  });

  test("measures a stream to its end", async () => {
    const { url, recorded } = await start((app) => {
      app.use((ctx) => {
        ctx.body = Readable.from(["a", "b", "c"]);
      });
    });
    expect(await (await fetch(url)).text()).toBe("abc");
    await expectRequests(recorded, { "GET <unmatched> 200": 1 });
  });

  test("the guard is a middleware of Koa", async () => {
    const Framework = ((await import(koa)) as { default: typeof Koa }).default;
    const app = new Framework();
    const guard: Koa.Middleware = (ctx, next) =>
      ctx.get("authorization") === "Bearer secret" ? next() : ctx.throw(401);
    app.silent = true;
    app.use(metrics(createMetrics({ ...options(), guard })));
    const url = `${await listen(createServer(app.callback()))}/metrics`;
    expect(await get(url)).toBe(401);
    expect(await get(url, { headers: { authorization: "Bearer secret" } })).toBe(200);
  });

  test("a guard that rejects is the application's own error, and no request", async () => {
    const guard: Koa.Middleware = async () => {
      throw Object.assign(new Error("not you"), { status: 403 });
    };
    const m = metrics(createMetrics({ ...options(), guard }));
    const { url, recorded } = await start(() => {}, m);
    expect(await get(`${url}/metrics`)).toBe(403);
    await expectRequests(recorded, {});
  });
});
