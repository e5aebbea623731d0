import { createServer } from "node:http";
import { expectRequests, listen, RawClient, recordedValue } from "@routemetrics/conformance";
import { type MetricsMiddleware, metrics } from "@routemetrics/express";
import compression from "compression";
import cors from "cors";
import type express from "express";
import type { Request, RequestHandler, Response } from "express";
import { Registry } from "prom-client";
import { describe, expect, test, vi } from "vitest";

const ok: RequestHandler = (_request, response) => void response.send("ok");

describe.each(["express4-17", "express4", "express5-0", "express"])("%s", (name) => {
  async function start(set: (app: express.Express, framework: typeof express) => void) {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const m = metrics({
      registry: new Registry(),
      processMetrics: false,
      track: { responseSize: true },
    });
    const app = framework();
    app.set("env", "test");
    app.use(m);
    set(app, framework);
    const server = createServer(app);
    return { url: await listen(server), server, metrics: m as never, close: async () => {} };
  }

  const get = async (url: string, init: RequestInit = {}) => {
    const headers = { connection: "close", ...init.headers };
    const response = await fetch(url, { redirect: "manual", ...init, headers });
    return { code: response.status, text: await response.text() };
  };

  test.each([{ preinitialise: false }, { preinitialise: true }])(
    "a router without an application is followed, too (%o)",
    async (options) => {
      const { Router } = ((await import(name)) as { default: typeof express }).default;
      const m = metrics({ registry: new Registry(), processMetrics: false, ...options });
      const router = Router();
      router.use(m);
      router.get("/items/:id", (_request, response) => void response.end("ok"));
      const server = createServer((request, response) => {
        router(request as Request, response as Response, () => response.writeHead(404).end());
      });
      const url = await listen(server);
      expect((await get(`${url}/items/1`)).text).toBe("ok");
      expect((await get(`${url}/other`)).code).toBe(404);
      const recorded = { url, server, metrics: m as never, close: async () => {} };
      await expectRequests(recorded, { "GET /items/:id 200": 1, "GET <unmatched> 404": 1 });
    },
  );

  test("what middleware before the metrics answers is not recorded", async () => {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const m = metrics({ registry: new Registry(), processMetrics: false });
    const app = framework();
    app.use("/early", (_request, response) => void response.status(401).end());
    app.use(m);
    app.get("/late/:id", ok);
    const server = createServer(app);
    const url = await listen(server);
    expect((await get(`${url}/early/1`)).code).toBe(401);
    expect((await get(`${url}/late/1`)).code).toBe(200);
    const recorded = { url, server, metrics: m as never, close: async () => {} };
    await expectRequests(recorded, { "GET /late/:id 200": 1 });
  });

  test("a CORS preflight is an OPTIONS without a route, below a mount one of its mount", async () => {
    const recorded = await start((app, framework) => {
      app.use("/api/:tenant", cors(), framework.Router().get("/items", ok));
      app.use(cors());
      app.get("/items", ok);
    });
    const preflight = {
      method: "OPTIONS",
      headers: { origin: "http://a.test", "access-control-request-method": "GET" },
    };
    expect((await get(`${recorded.url}/items`, preflight)).code).toBe(204);
    expect((await get(`${recorded.url}/api/a/items`, preflight)).code).toBe(204);
    await get(`${recorded.url}/items`);
    await expectRequests(recorded, {
      "OPTIONS <unmatched> 204": 1,
      "OPTIONS /api/:tenant/* 204": 1,
      "GET /items 200": 1,
    });
  });

  test("a compressed response is counted once, with the bytes that were sent", async () => {
    const body = "again ".repeat(2_000);
    const recorded = await start((app) => {
      app.use(compression());
      app.get("/big/:id", (_request, response) => void response.send(body));
    });
    expect((await get(`${recorded.url}/big/1`)).text).toBe(body);
    await expectRequests(recorded, { "GET /big/:id 200": 1 });
    const { body: text } = await (recorded.metrics as MetricsMiddleware).render({
      names: ["http_response_size_bytes"],
    });
    const sum = Number(/^http_response_size_bytes_sum\S* (\d+)$/m.exec(String(text))?.[1]);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThan(body.length / 10);
  });

  test("what static files do not have falls through to the route, or to nothing", async () => {
    const recorded = await start((app, framework) => {
      app.use("/files", framework.static(import.meta.dirname));
      app.get("/files/:name", ok);
    });
    for (const path of ["/files/middleware.test.ts", "/files/none", "/files/no/such"])
      await get(recorded.url + path);
    await expectRequests(recorded, {
      "GET /files/* 200": 1,
      "GET /files/:name 200": 1,
      "GET <unmatched> 404": 1,
    });
  });

  test("an event stream is measured to its end", async () => {
    let end = () => {};
    const recorded = await start((app) => {
      app.get("/events/:id", (_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n");
        end = () => void response.end("data: 2\n\n");
      });
    });
    const client = await RawClient.open(recorded.url);
    client.request("GET", "/events/1", ["Connection: close"]);
    await vi.waitFor(() => expect(client.received).toContain("data: 1"));
    expect(await recordedValue(recorded, "http_requests_total")).toBe(0);
    expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(1);
    end();
    await expectRequests(recorded, { "GET /events/:id 200": 1 });
    await vi.waitFor(() => expect(client.received).toContain("data: 2"));
  });

  test("HEAD and redirects are recorded as themselves", async () => {
    const recorded = await start((app) => {
      app.get("/old/:id", (_request, response) => response.redirect(301, "/new"));
      app.get("/not-modified", (_request, response) => void response.status(304).end());
    });
    expect((await get(`${recorded.url}/old/1`)).code).toBe(301);
    await get(`${recorded.url}/old/1`, { method: "HEAD" });
    await get(`${recorded.url}/not-modified`);
    await expectRequests(recorded, {
      "GET /old/:id 301": 1,
      "HEAD /old/:id 301": 1,
      "GET /not-modified 304": 1,
    });
  });

  test("an upload that expects 100-continue is counted once, with its route", async () => {
    const recorded = await start((app, framework) => {
      app.post("/upload/:id", framework.text(), (request, response) => {
        response.status(201).send(request.body);
      });
    });
    const client = await RawClient.open(recorded.url);
    const type = ["Content-Type: text/plain", "Content-Length: 5"];
    client.request("POST", "/upload/1", [...type, "Expect: 100-continue", "Connection: close"]);
    await vi.waitFor(() => expect(client.received).toContain("100 Continue"));
    client.send("hello");
    await vi.waitFor(() => expect(client.received).toContain("hello"));
    await expectRequests(recorded, { "POST /upload/:id 201": 1 });
  });

  test("a handler that answers after the routers have gone on keeps its template", async () => {
    const recorded = await start((app, framework) => {
      const inner = framework.Router({ mergeParams: true });
      inner.get("/posts/:post", async (_request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        response.send("late");
      });
      // It lets the routers go on, and restore their state, before the answer.
      inner.get("/begun/:post", (_request, response, next) => {
        setTimeout(() => response.status(202).send("late"), 5);
        next("router");
      });
      app.use("/users/:user", inner);
      app.use((_request, _response, _next) => {});
    });
    const paths = ["/users/a/posts/1", "/users/b/begun/1", "/users/c/posts/2"];
    await Promise.all(paths.map((path) => get(recorded.url + path)));
    await vi.waitFor(async () => {
      const labels = { path: "/users/:user/posts/:post", status: "200" };
      expect(await recordedValue(recorded, "http_requests_total", labels)).toBe(2);
      expect(await recordedValue(recorded, "http_requests_total", { status: "202" })).toBe(1);
    });
  });
});
