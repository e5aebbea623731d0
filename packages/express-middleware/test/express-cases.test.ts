import { createServer } from "node:http";
import { expectRequests, listen, RawClient, recordedValue } from "@routemetrics/conformance";
import {
  createMetrics,
  type ExpressMetrics,
  type Metrics,
  type MetricsMiddleware,
  metrics,
} from "@routemetrics/express";
import type express from "express";
import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { Registry } from "prom-client";
import { describe, expect, test, vi } from "vitest";

const options = () => ({ registry: new Registry(), processMetrics: false });
const ok: RequestHandler = (_request, response) => void response.send("ok");

describe.each(["express4-17", "express4", "express5-0", "express"])("%s", (name) => {
  /** An application, measured unless `set` says otherwise, listening. */
  async function start(
    set: (app: express.Express, m: MetricsMiddleware, framework: typeof express) => void,
    m: MetricsMiddleware = metrics(options()),
  ) {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const app = framework();
    app.set("env", "test");
    app.use(m);
    set(app, m, framework);
    const server = createServer(app);
    const url = await listen(server);
    return {
      url,
      recorded: { url, server, metrics: m as unknown as Metrics, close: async () => {} },
    };
  }

  const get = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, {
      ...init,
      headers: { connection: "close", ...init.headers },
    });
    await response.text();
    return response.status;
  };

  test("middleware that answers before any route is unmatched, a mount that answers shows its prefix", async () => {
    const { url, recorded } = await start((app, _m, framework) => {
      app.use((request, response, next) => {
        if (request.headers["x-refuse"]) response.status(401).end();
        else next();
      });
      app.use("/static", framework.static(import.meta.dirname));
      app.use("/api/:tenant", (request, response, next) => {
        if (request.query.limited) response.status(429).end();
        else next();
      });
      app.get("/api/:tenant/items", ok);
    });
    await get(`${url}/api/a/items`, { headers: { "x-refuse": "1" } });
    await get(`${url}/static/express-cases.test.ts`);
    await get(`${url}/api/a/items?limited=1`);
    await get(`${url}/api/b/items`);
    await expectRequests(recorded, {
      "GET <unmatched> 401": 1,
      "GET /static/* 200": 1,
      "GET /api/:tenant/* 429": 1,
      "GET /api/:tenant/items 200": 1,
    });
  });

  test("bodies that cannot be parsed, or are too large, are counted as the client's errors", async () => {
    const { url, recorded } = await start((app, _m, framework) => {
      app.use(framework.json({ limit: 100 }));
      app.post("/items", ok);
    });
    const headers = { "content-type": "application/json" };
    const post = (body: string) => get(`${url}/items`, { method: "POST", headers, body });
    expect(await post("{")).toBe(400);
    expect(await post(JSON.stringify("x".repeat(200)))).toBe(413);
    expect(await post("{}")).toBe(200);
    await expectRequests(recorded, {
      "POST <unmatched> 400": 1,
      "POST <unmatched> 413": 1,
      "POST /items 200": 1,
    });
    expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(0);
  });

  test("errors that a handler answers are no exceptions, in sub-applications and late routes too", async () => {
    const { url, recorded } = await start((app, _m, framework) => {
      const fails: RequestHandler = () => {
        throw new Error("on purpose");
      };
      const sub = framework();
      sub.get("/fails", fails);
      app.use("/sub", sub);
      const handled = framework.Router();
      handled.get("/fails", fails);
      handled.use(
        ((_error, _request, response, _next) =>
          void response.status(503).end()) as ErrorRequestHandler,
      );
      app.use("/handled", handled);
      app.get("/add", (_request, response) => {
        app.get("/late", fails);
        response.end();
      });
    });
    for (const path of ["/sub/fails", "/handled/fails", "/add", "/late"]) await get(url + path);
    await expectRequests(recorded, {
      "GET /sub/fails 500": 1,
      "GET /handled/fails 503": 1,
      "GET /add 200": 1,
      "GET /late 500": 1,
    });
    const exceptions = "http_request_exceptions_total";
    expect(await recordedValue(recorded, exceptions, { path: "/sub/fails" })).toBe(1);
    expect(await recordedValue(recorded, exceptions, { path: "/late" })).toBe(1);
    expect(await recordedValue(recorded, exceptions)).toBe(2);
  });

  test("an error after the headers is an exception with the status that was sent", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/begun", (_request, response) => {
        response.writeHead(200).write("begun");
        throw new Error("on purpose");
      });
    });
    await get(`${url}/begun`).catch(() => {});
    await expectRequests(recorded, { "GET /begun 200": 1 });
    expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
  });

  test("instruments in routes count where they stand, and doNotTrack in any order", async () => {
    const { url, recorded } = await start((app, m) => {
      const seen = m.counter("seen", "Seen.", { labels: { id: (request) => request.params.id } });
      app.get("/both/:id", seen, ok);
      app.get("/only/:id", seen, m.doNotTrack(), ok);
      app.get("/only-too/:id", m.doNotTrack(), seen, ok);
      app.get("/none/:id", seen, m.excludeAll(), ok);
      app.get("/wrapped/:id", m.doNotTrack()(seen(ok)));
    });
    for (const path of ["/both/a", "/only/a", "/only-too/b", "/none/c", "/wrapped/d"])
      await get(url + path);
    await expectRequests(recorded, { "GET /both/:id 200": 1 });
    await vi.waitFor(async () => {
      const { body } = await recorded.metrics.render({ names: ["seen_total"] });
      expect(String(body).match(/^seen_total.*$/gm)).toEqual([
        'seen_total{id="a"} 2',
        'seen_total{id="b"} 1',
        'seen_total{id="d"} 1',
      ]);
    });
  });

  test("excludeAll lets the application's own error through, and reverts a gauge", async () => {
    const { url, recorded } = await start((app, m) => {
      app.get("/fails", m.gauge("busy", "Busy."), m.excludeAll(), () => {
        throw new Error("secret");
      });
      app.use(((error, _request, response, _next) => {
        response.status(502).send(error instanceof Error ? "handled" : "?");
      }) as ErrorRequestHandler);
    });
    const response = await fetch(`${url}/fails`);
    expect([response.status, await response.text()]).toEqual([502, "handled"]);
    await expectRequests(recorded, {});
    expect(await recordedValue(recorded, "busy")).toBe(0);
  });

  test("a wrapped error handler stays one", async () => {
    const { url, recorded } = await start((app, m) => {
      app.get("/fails", () => {
        throw new Error("on purpose");
      });
      const handler: ErrorRequestHandler = (_error, _request, response, _next) => {
        response.status(418).end();
      };
      app.use(m.counter("errors", "Errors handled.")(handler));
    });
    expect(await get(`${url}/fails`)).toBe(418);
    await vi.waitFor(async () => expect(await recordedValue(recorded, "errors_total")).toBe(1));
    await expectRequests(recorded, { "GET /fails 418": 1 });
  });

  test("instruments that meet a request before the middleware leave the default metrics alone", async () => {
    const m = metrics(options());
    const framework = ((await import(name)) as { default: typeof express }).default;
    const app = framework();
    let go = () => {};
    app.use(m.counter("seen", "Seen."), m.gauge("busy", "Busy."));
    app.use("/skip", m.doNotTrack());
    app.use("/waits", (_request, _response, next) => {
      go = next;
    });
    app.use(m);
    app.get("/:name", ok);
    const server = createServer(app);
    const url = await listen(server);
    await get(`${url}/seen`);
    await get(`${url}/skip`);
    const client = await RawClient.open(url);
    client.request("GET", "/waits");
    const recorded = { url, server, metrics: m as never, close: async () => {} };
    await vi.waitFor(async () => expect(await recordedValue(recorded, "busy")).toBe(1));
    client.leave();
    await vi.waitFor(async () => expect(await recordedValue(recorded, "busy")).toBe(0));
    go();
    await vi.waitFor(async () => {
      const text = String((await m.render({ names: ["http_requests_total"] })).body);
      expect(text.match(/status="\d+"} \d/g)).toEqual(['status="200"} 1', 'status="499"} 1']);
    });
    expect(await recordedValue(recorded, "seen_total")).toBe(3);
    expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(0);
  });

  test("the middleware twice, and two metrics on one registry, count once", async () => {
    const shared = options();
    const { url, recorded } = await start((app, m) => {
      app.use(m);
      app.use(metrics(shared));
      app.get("/once", m, ok);
    }, metrics(shared));
    // An application that was asked before is met in another way.
    for (const times of [1, 2, 3]) {
      await get(`${url}/once`);
      await expectRequests(recorded, { "GET /once 200": times });
    }
    expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(0);
  });

  test("a guard that rejects is the application's own error, and no request", async () => {
    const guard = async () => {
      throw Object.assign(new Error("not you"), { status: 403, statusCode: 403 });
    };
    const { url, recorded } = await start(() => {}, metrics({ ...options(), guard }));
    expect(await get(`${url}/metrics`)).toBe(403);
    await expectRequests(recorded, {});
  });

  test("the endpoint of other metrics in the application is counted by none", async () => {
    const inner = metrics({
      ...options(),
      endpoint: "/inner",
      guard: (_q, r) => void r.status(401).end(),
    });
    const { url, recorded } = await start((app, _m, framework) => {
      app.use(inner);
      app.use("/sub", framework.Router().get("/scrape", createMetrics(options()).handler()));
    });
    expect(await get(`${url}/inner`)).toBe(401);
    expect(await get(`${url}/sub/scrape`)).toBe(200);
    await get(`${url}/none`);
    await expectRequests(recorded, { "GET <unmatched> 404": 1 });
    await expectRequests({ ...recorded, metrics: inner as never }, { "GET <unmatched> 404": 1 });
  });

  test("a sub-application may have metrics of its own", async () => {
    const own: ExpressMetrics = createMetrics(options());
    const { url, recorded } = await start((app, _m, framework) => {
      const sub = framework();
      sub.use(metrics(own));
      sub.get("/users/:id", ok);
      app.use("/sub/:tenant", sub);
    });
    await get(`${url}/sub/a/users/1`);
    await expectRequests(recorded, { "GET /sub/:tenant/users/:id 200": 1 });
    await expectRequests(
      { ...recorded, metrics: own as never },
      { "GET /sub/:tenant/users/:id 200": 1 },
    );
    expect(await get(`${url}/sub/a/metrics`)).toBe(200);
  });

  test("instruments count without the middleware, and leave the default metrics alone", async () => {
    const m = createMetrics(options());
    const other = metrics(options());
    const { url } = await start((app) => {
      app.get("/users/:id", m.counter("seen", "Seen."), m.histogram("took_seconds", "Took."), ok);
    }, other);
    await get(`${url}/users/1`);
    await vi.waitFor(async () => {
      const { body } = await m.render();
      expect(body.toString()).toContain("seen_total 1");
      expect(body.toString()).toContain("took_seconds_count 1");
      expect(body.toString()).not.toContain("http_requests_total{");
    });
  });

  test("a stream that the client leaves is a 499 with its route", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/events/:id", (_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n");
      });
    });
    const client = await RawClient.open(url);
    client.request("GET", "/events/1");
    await vi.waitFor(() => expect(client.received).toContain("data: 1"));
    client.leave();
    await expectRequests(recorded, { "GET /events/:id 499": 1 });
  });

  test("known routes exist at 0 before their first request when asked", async () => {
    const own = { ...options(), preinitialise: true, labels: { zone: "eu" } };
    const { url, recorded } = await start((app) => {
      app.get("/users/:id", ok);
    }, metrics(own));
    await get(`${url}/nowhere`);
    const { body } = await recorded.metrics.render({});
    const labels = 'method="GET",path="/users/:id",status="500",zone="eu"';
    expect(String(body)).toContain(`http_requests_total{${labels}} 0`);
    expect(String(body)).toContain(`http_request_exceptions_total{${labels}} 0`);
  });
});

test("label functions know the request and the response of Express", () => {
  const m = createMetrics(options());
  m.counter("typed", "Typed.", {
    labels: {
      id: (request: Request) => request.params.id,
      status: (_request, response: Response) => response.statusCode,
      constant: 1,
    },
  });
  m.gauge("typed_gauge", "Typed.", {
    labels: {
      // @ts-expect-error there is no response when a request starts
      status: (_request, response) => response.statusCode,
    },
  });
  expect(m.registry.getSingleMetric("typed_total")).toBeDefined();
});
