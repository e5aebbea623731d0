import type { IncomingMessage, Server } from "node:http";
import { request } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { Application, RequestHandler } from "express";
import { afterEach, describe, expect, test } from "vitest";
import { type Context, cases, type ExpressModule, ok } from "../test/route-cases.js";
import {
  followRoute,
  type RouteTemplate,
  routeTemplateOf,
  watchRouters,
} from "./route-template.js";

const require = createRequire(import.meta.url);

const versions = {
  "4.17.3": "express4-17",
  "4.22.3": "express4",
  "5.0.1": "express5-0",
  "5.1.0": "express5-1",
  "5.2.1": "express5-2",
  "5.3.0": "express",
};

/** Copies of Express that nothing has touched yet, as a fresh process has them. */
function freshExpress(name: string, { inCache }: { inCache: boolean }): ExpressModule {
  const forget = () => {
    for (const file of Object.keys(require.cache)) {
      if (/node_modules[\\/](express|router)[\\/]/.test(file)) delete require.cache[file];
    }
  };
  forget();
  const express = require(name);
  if (!inCache) forget();
  return express;
}

/** When the copies of Express are looked for; in a bundle the first request finds them. */
const whens = {
  "watched before the routes are built": { inCache: true, early: true },
  "watched after the routes are built": { inCache: true, early: false },
  "loaded by other means than require": { inCache: false, early: false },
};

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** Records, by method and URL as the client sent them, what each request showed when it closed. */
function recorder() {
  const seen = new Map<string, string | undefined>();
  const measure: RequestHandler = (req, res, next) => {
    const sent = `${req.method} ${req.originalUrl}`;
    followRoute(req);
    res.once("close", () => seen.set(sent, routeTemplateOf(req)?.template ?? "none"));
    next();
  };
  return { seen, measure };
}

async function listen(app: Application): Promise<number> {
  const listening = app.listen(0, "127.0.0.1");
  server = listening;
  await new Promise((resolve) => listening.once("listening", resolve));
  return (listening.address() as AddressInfo).port;
}

async function send(port: number, line: string): Promise<number | undefined> {
  const [method, path] = line.split(" ");
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    request({ host: "127.0.0.1", port, method, path, agent: false }, resolve)
      .on("error", reject)
      .end(),
  );
  response.resume();
  await new Promise((resolve) => response.once("end", resolve));
  return response.statusCode;
}

const quiet = (app: Application) => app.set("env", "test");

describe.each(Object.entries(versions))("Express %s", (version, name) => {
  const is5 = version.startsWith("5");
  describe.each(Object.entries(whens))("%s", (_when, { inCache, early }) => {
    test.each(cases)("follows $given", async ({ build, requests, installsItself }) => {
      const express = freshExpress(name, { inCache });
      if (early) watchRouters();
      const { seen, measure } = recorder();
      const app = express();
      const knowsMounts = !/^5\.[012]/.test(version) || early;
      const context: Context = { express, is5, knowsMounts, isWatched: early, app, measure };
      quiet(app);
      if (!installsItself) app.use(measure);
      build(context);
      if (inCache) watchRouters();
      const port = await listen(app);

      const wanted = requests(context);
      const lines = Object.keys(wanted);
      const first = await send(port, lines[0] as string);
      const rest = await Promise.all(lines.slice(1).map((line) => send(port, line)));

      const statuses = [first, ...rest];
      const results = lines.map((line, index) => [
        line,
        Array.isArray(wanted[line]) ? [seen.get(line), statuses[index]] : seen.get(line),
      ]);
      expect(Object.fromEntries(results)).toEqual(wanted);
    });
  });
});

test.each([true, false])(
  "follows routers of several copies of Express (in require's cache: %s)",
  async (inCache) => {
    const outer = freshExpress("express", { inCache });
    const inner = require("express4-17") as ExpressModule;
    const { seen, measure } = recorder();
    const app = quiet(outer());
    app.use(measure);
    const router = inner.Router({ mergeParams: true });
    router.use("/lib/:l", inner.Router().get("/:x", ok));
    app.use("/api/:v", router);
    const port = await listen(app);

    await send(port, "GET /api/1/lib/2/3");

    expect(Object.fromEntries(seen)).toEqual({ "GET /api/1/lib/2/3": "/api/:v/lib/:l/:x" });
  },
);

test("gives one object per template", async () => {
  const express = freshExpress("express", { inCache: true });
  watchRouters();
  const templates = new Set<RouteTemplate | undefined>();
  const app = quiet(express());
  app.use((req, res, next) => {
    followRoute(req);
    res.once("close", () => templates.add(routeTemplateOf(req)));
    next();
  });
  app.get("/users/:id", ok).post("/users/:id", ok);
  app.use("/users", express.Router().put("/:id", ok));
  const tree = express.Router();
  app.use("/tree", tree.use("/:t", tree).get("/", ok));
  const port = await listen(app);

  for (const method of ["GET", "POST", "PUT"]) await send(port, `${method} /users/1`);
  for (const depth of [2, 20, 200]) await send(port, `GET /tree${"/x".repeat(depth)}`);

  expect([...templates].map((route) => route?.template)).toEqual(["/users/:id", "/tree/:t"]);
});

test("two copies of this library follow the same requests and patch once", async () => {
  const express = freshExpress("express", { inCache: true });
  watchRouters();
  const copy: string = "./route-template.js?copy";
  const second = (await import(copy)) as typeof import("./route-template.js");
  const layers = Object.getPrototypeOf(express.Router().use(ok).stack[0]);
  const patched = layers.handleRequest;
  second.watchRouters();
  const { seen, measure } = recorder();
  const app = quiet(express());
  const answers: unknown[] = [];
  app.use(measure, (req, res, next) => {
    second.followRoute(req);
    res.once("close", () => answers.push(second.routeTemplateOf(req)?.template));
    next();
  });
  app.use("/api/:v", express.Router().get("/:x", ok));
  const port = await listen(app);

  await send(port, "GET /api/1/2");

  expect(layers.handleRequest).toBe(patched);
  expect([...seen.values(), ...answers]).toEqual(["/api/:v/:x", "/api/:v/:x"]);
});

test("routes added at run time are followed", async () => {
  const express = freshExpress("express5-2", { inCache: true });
  const { seen, measure } = recorder();
  const app = quiet(express());
  app.use(measure);
  const port = await listen(app);
  await send(port, "GET /api/1/2");
  app.use(/^\/api\/\d/, express.Router().get(["/x", "/:y"], ok));

  await send(port, "GET /api/1/3");

  expect([...seen.values()]).toEqual(["none", "/^\\/api\\/\\d//:y"]);
});

test("a request that the application has made unusable still goes on", async () => {
  const express = freshExpress("express", { inCache: true });
  watchRouters();
  const { seen, measure } = recorder();
  const app = quiet(express());
  app.use(measure, (req, _res, next) => {
    let current: unknown;
    Object.defineProperty(req, "route", {
      get() {
        throw new Error("not yours");
      },
      set(value) {
        current = value;
      },
    });
    Object.defineProperty(req, "current", { get: () => current });
    next();
  });
  app.get("/users/:id", ok);
  const port = await listen(app);

  expect(await send(port, "GET /users/1")).toBe(200);
  expect([...seen.keys()]).toEqual(["GET /users/1"]);
});
