import type { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { expectRequests, listen, recordedValue } from "@routemetrics/conformance";
import { createMetrics, type MetricsMiddleware, metrics } from "@routemetrics/hono";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { stream } from "hono/streaming";
import { Registry } from "prom-client";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

const options = () => ({ registry: new Registry(), processMetrics: false });
const ok = (c: Context) => c.text("ok");
const fails = () => {
  throw new Error("on purpose");
};

// Hono prints the errors that it answers.
beforeEach(() => {
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => printed.mockRestore());
});

/** An application that is measured, with what `set` adds, listening. */
async function start(
  set: (app: Hono, m: MetricsMiddleware) => void,
  m: MetricsMiddleware = metrics(options()),
) {
  const app = new Hono();
  app.use(m);
  set(app, m);
  const server = createAdaptorServer(app) as Server;
  const url = await listen(server);
  return { url, recorded: { url, server, metrics: m as never, close: async () => {} } };
}

async function get(url: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(url, init);
  await response.text();
  return response.status;
}

test("shows the route that answered, as it is written, with all bases", async () => {
  const { url, recorded } = await start((app) => {
    app.use(cors());
    app.get("/users/me", ok);
    app.get("/users/:id", ok);
    app.get("/files/:name?", ok);
    app.get("/days/:day{[0-9]+}", ok);
    app.on("GET", ["/a", "/b"], ok);
    app.all("/any", ok);
    const inner = new Hono().get("/items/:item", ok);
    app.route("/api/:version", new Hono().basePath("/v/:minor").route("/deep", inner));
  });
  const templates = {
    "/users/me": "/users/me",
    "/users/7": "/users/:id",
    "/files/x": "/files/:name?",
    "/days/12": "/days/:day{[0-9]+}",
    "/a": "/a",
    "/b": "/b",
    "/any": "/any",
    "/api/1/v/2/deep/items/3": "/api/:version/v/:minor/deep/items/:item",
  };
  for (const path of Object.keys(templates)) expect(await get(url + path), path).toBe(200);
  await expectRequests(
    recorded,
    Object.fromEntries(Object.values(templates).map((path) => [`GET ${path} 200`, 1])),
  );
});

test("a mount or a middleware that answers by itself shows where it is", async () => {
  const { url, recorded } = await start((app) => {
    app.use(cors());
    app.use("/admin/*", (c, next) => (c.req.query("refuse") ? ok(c) : next()) as never);
    app.get("/admin/page", ok);
    app.mount("/legacy", () => new Response("old"));
    app.notFound((c) => c.text("a page of our own", c.req.path === "/spa" ? 200 : 404));
  });
  for (const path of ["/admin/page?refuse=1", "/admin/page", "/legacy/x", "/admin/none", "/spa"]) {
    await get(url + path);
  }
  await get(`${url}/admin/page`, { method: "OPTIONS" });
  await expectRequests(recorded, {
    "GET /admin/* 200": 1,
    "GET /admin/page 200": 1,
    "GET /legacy/* 200": 1,
    "GET <unmatched> 404": 1,
    "GET <unmatched> 200": 1,
    "OPTIONS <unmatched> 204": 1,
  });
});

test("instruments are middleware of a route, and go around handlers", async () => {
  const { url, recorded } = await start((app, m) => {
    const byType = m.counter("by_type", "By type.", {
      labels: {
        type: (c) => c.req.param("type"),
        status: (_c, response) => response.statusCode,
      },
    });
    app.get("/items/:type", m.doNotTrack(), byType, ok);
    app.get("/wrapped", m.doNotTrack()(m.histogram("took_seconds", "Took.")(ok)));
  });
  for (const path of ["/items/a", "/items/a", "/items/b", "/wrapped"]) {
    expect(await get(url + path)).toBe(200);
  }
  await expectRequests(recorded, {});
  expect(await recordedValue(recorded, "by_type_total", { type: "a", status: "200" })).toBe(2);
  expect(await recordedValue(recorded, "by_type_total", { type: "b" })).toBe(1);
  expect(await recordedValue(recorded, "took_seconds")).toBe(1);
});

test("instruments leave alone what a handler answers through Node's response", async () => {
  const { url, recorded } = await start((app, m) => {
    app.get("/raw", m.counter("raw", "Raw."), (c) => {
      (c.env as HttpBindings).outgoing.writeHead(202).end("raw");
      return RESPONSE_ALREADY_SENT;
    });
  });
  const response = await fetch(`${url}/raw`);
  expect([response.status, await response.text()]).toEqual([202, "raw"]);
  await expectRequests(recorded, { "GET /raw 202": 1 });
  expect(await recordedValue(recorded, "raw_total")).toBe(1);
});

test("an error that the application answers is no exception, nor is an HTTPException", async () => {
  const { url, recorded } = await start((app) => {
    const answering = new Hono().get("/fails", fails);
    answering.onError((_error, c) => c.json({ sorry: true }, 500));
    app.route("/json", answering);
    const texts = new Hono().get("/fails", fails);
    texts.onError((_error, c) => c.text("Custom Error Message", 500));
    app.route("/text", texts);
    app.get("/http", () => {
      throw new HTTPException(503, { message: "later" });
    });
    app.get("/said", (c) => c.text("Internal Server Error", 500));
    app.get("/fails", fails);
    app.get("/no-error", () => {
      throw "a string";
    });
  });
  for (const path of ["/json/fails", "/text/fails", "/http", "/said", "/fails", "/no-error"]) {
    await get(url + path);
  }
  await expectRequests(recorded, {
    "GET /json/fails 500": 1,
    "GET /text/fails 500": 1,
    "GET /http 503": 1,
    "GET /said 500": 1,
    "GET /fails 500": 1,
    "GET /no-error 500": 1,
  });
  for (const path of ["/fails", "/no-error"]) {
    expect(await recordedValue(recorded, "http_request_exceptions_total", { path })).toBe(1);
  }
  expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(2);
});

test("measures a stream to its end", async () => {
  const m = metrics(options());
  const { url, recorded } = await start((app) => {
    app.get("/stream", (c) =>
      stream(c, async (out) => {
        for (const part of ["a", "b", "c"]) {
          await out.write(part);
          await out.sleep(20);
        }
      }),
    );
  }, m);
  expect(await (await fetch(`${url}/stream`)).text()).toBe("abc");
  await expectRequests(recorded, { "GET /stream 200": 1 });
  const { body } = await m.render({ names: ["http_request_duration_seconds_sum"] });
  expect(Number(/ ([\d.e-]+)\n$/.exec(body.toString())?.[1])).toBeGreaterThan(0.05);
});

test("middleware around the endpoint may change its answer", async () => {
  const app = new Hono();
  app.use(secureHeaders(), compress(), async (c, next) => {
    await next();
    c.header("x-after", "1");
  });
  app.use(metrics(options()));
  const server = createAdaptorServer(app) as Server;
  const response = await fetch(`${await listen(server)}/metrics`);
  expect(await response.text()).toContain("routemetrics_info");
  expect(response.headers.get("x-after")).toBe("1");
  expect(response.headers.get("x-frame-options")).toBe("SAMEORIGIN");
});

test("the guard is a middleware of Hono", async () => {
  const guard: MiddlewareHandler = bearerAuth({ token: "secret" });
  const { url } = await start(() => {}, metrics(createMetrics({ ...options(), guard })));
  expect(await get(`${url}/metrics`)).toBe(401);
  expect(await get(`${url}/metrics`, { headers: { authorization: "Bearer secret" } })).toBe(200);
});

test("a guard that rejects is the application's own error, and no request", async () => {
  const guard: MiddlewareHandler = async () => {
    throw new HTTPException(403, { message: "not you" });
  };
  const { url, recorded } = await start(() => {}, metrics(createMetrics({ ...options(), guard })));
  expect(await get(`${url}/metrics`)).toBe(403);
  await expectRequests(recorded, {});
});

test("without a server of Node the endpoint answers, and the logger is told once why nothing is measured", async () => {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  const app = new Hono();
  app.use(metrics({ ...options(), logger }));
  app.get("/ok", ok);
  for (let sent = 0; sent < 2; sent++) expect((await app.request("/ok")).status).toBe(200);
  expect(warnings).toEqual([expect.stringContaining("not measured")]);
  const scraped = await app.request("/metrics?name[]=routemetrics_info");
  expect(await scraped.text()).toMatch(/^routemetrics_info\{.*\} 1$/m);
  expect((await app.request("/metrics", { method: "POST" })).status).toBe(405);
});
