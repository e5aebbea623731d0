import { request as ask, createServer } from "node:http";
import { expectRequests, listen, recordedValue } from "@routemetrics/conformance";
import { createMetrics, type ExpressMetrics, metrics } from "@routemetrics/express";
import type express from "express";
import type { RequestHandler } from "express";
import { Registry } from "prom-client";
import { describe, expect, test, vi } from "vitest";

const ok: RequestHandler = (_request, response) => void response.send("ok");
const own = () => createMetrics({ registry: new Registry(), processMetrics: false });

// After its first request an application is met before Express: what differs from then on.
describe.each(["express4-17", "express4", "express5-0", "express"])("%s, asked before", (name) => {
  async function start(set: (app: express.Express, framework: typeof express) => ExpressMetrics) {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const app = framework();
    app.set("env", "test");
    const m = set(app, framework);
    const server = createServer(app);
    const url = await listen(server);
    const get = async (path: string, init: RequestInit = {}) => {
      const headers = { connection: "close", ...init.headers };
      const response = await fetch(url + path, { ...init, headers });
      return { code: response.status, text: await response.text() };
    };
    return { url, server, metrics: m as never, get, close: async () => {} };
  }

  test("what the metrics never see leaves no trace", async () => {
    const app = await start((app) => {
      const m = own();
      app.use("/early", (_request, response) => void response.status(401).end());
      app.use(metrics(m));
      app.get("/late/:id", ok);
      return m;
    });
    for (let i = 0; i < 3; i++) {
      expect((await app.get("/late/1")).code).toBe(200);
      expect((await app.get("/early")).code).toBe(401);
      expect((await app.get("/metrics")).code).toBe(200);
    }
    await expectRequests(app, { "GET /late/:id 200": 3 });
  });

  test("metrics in a sub-application measure what reaches it, with the whole template", async () => {
    const app = await start((app, framework) => {
      const m = own();
      const sub = framework();
      sub.use(metrics(m));
      sub.get("/items/:id", ok);
      app.get("/outside", ok);
      app.use("/api/:tenant", sub);
      return m;
    });
    for (let i = 0; i < 3; i++) {
      expect((await app.get("/api/a/items/1")).code).toBe(200);
      expect((await app.get("/outside")).code).toBe(200);
      expect((await app.get("/api/a/none")).code).toBe(404);
    }
    await expectRequests(app, { "GET /api/:tenant/items/:id 200": 3, "GET <unmatched> 404": 3 });
  });

  test("an application that another calls from a function is followed with the whole template", async () => {
    const app = await start((app, framework) => {
      const m = own();
      const inner = framework();
      inner.use(metrics(m));
      inner.get("/items/:id", ok);
      app.use("/api/:tenant", (request, response, next) => inner(request, response, next));
      return m;
    });
    for (let i = 0; i < 3; i++) expect((await app.get("/api/a/items/1")).code).toBe(200);
    await expectRequests(app, { "GET /api/:tenant/items/:id 200": 3 });
  });

  test("a request has the method that it has where the metrics are, and begins there", async () => {
    const app = await start((app) => {
      const m = own();
      app.use((request, _response, next) => {
        if (request.method !== "POST") return next();
        request.method = "PUT";
        setTimeout(next, 300);
      });
      app.use(metrics(m));
      app.put("/items", ok);
      return m;
    });
    for (let i = 0; i < 2; i++) await app.get("/items", { method: "POST" });
    await expectRequests(app, { "PUT /items 200": 2 });
    // A timer may be a little early, a request of nothing never takes so long.
    const { text } = await app.get("/metrics");
    const sum = /^http_request_duration_seconds_sum\{.*\} (.*)$/m.exec(text)?.[1];
    expect(Number(sum)).toBeLessThan(0.3);
  });

  test("several metrics measure a request once each, whatever came between", async () => {
    const second = own();
    const gate: (() => void)[] = [];
    const app = await start((app) => {
      const m = own();
      app.use(metrics(m));
      app.use((_request, _response, next) => void gate.push(next));
      app.use(metrics(second));
      app.use(metrics(second));
      app.get("/items/:id", ok);
      return m;
    });
    const open = async (requests: number) => {
      await vi.waitFor(() => expect(gate).toHaveLength(requests));
      for (const next of gate.splice(0)) next();
    };
    const first = app.get("/items/1");
    await open(1);
    await first;
    const both = [app.get("/items/2"), app.get("/items/3")];
    await open(2);
    await Promise.all(both);
    for (const m of [app.metrics, second]) {
      await expectRequests({ ...app, metrics: m as never }, { "GET /items/:id 200": 3 });
    }
  });

  test("a client that left before the metrics saw the request is counted as gone", async () => {
    const gate: (() => void)[] = [];
    let isHeld = false;
    const app = await start((app) => {
      const m = own();
      app.use((_request, _response, next) => (isHeld ? void gate.push(next) : next()));
      app.use(metrics(m));
      app.get("/items/:id", ok);
      return m;
    });
    await app.get("/items/1");
    isHeld = true;
    const left = ask(`${app.url}/items/2`).on("error", () => {});
    left.end();
    await vi.waitFor(() => expect(gate).toHaveLength(1));
    left.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    gate[0]?.();
    await expectRequests(app, { "GET /items/:id 200": 1, "GET <unmatched> 499": 1 });
  });

  test("an instrument that comes before the metrics is theirs", async () => {
    const m = own();
    const seen = m.histogram("seen_seconds", "Seen.", { labels: { method: (r) => r.method } });
    const app = await start((app) => {
      app.use(seen((_request, _response, next) => next()));
      app.use(metrics(m));
      app.get("/items/:id", ok);
      return m;
    });
    for (let i = 0; i < 3; i++) await app.get("/items/1");
    await expectRequests(app, { "GET /items/:id 200": 3 });
    expect(await recordedValue(app, "seen_seconds", { method: "GET" })).toBe(3);
  });

  test("a frozen application is measured all the same", async () => {
    const app = await start((app) => {
      const m = own();
      app.use(metrics(m));
      app.get("/items/:id", ok);
      return Object.freeze(app) && m;
    });
    for (let i = 0; i < 3; i++) expect((await app.get("/items/1")).code).toBe(200);
    await expectRequests(app, { "GET /items/:id 200": 3 });
  });

  test("what is no request of Node is handled as without metrics", async () => {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const app = framework();
    app.use("/metrics", metrics(own()));
    app.get("/items", (request, response) => void response.end(request.url));
    const url = await listen(createServer(app));
    await fetch(`${url}/metrics/metrics`, { headers: { connection: "close" } });
    const end = vi.fn();
    app({ url: "/items", method: "GET", headers: {} } as never, { end, setHeader() {} } as never);
    expect(end).toHaveBeenCalledWith("/items");
  });
});
