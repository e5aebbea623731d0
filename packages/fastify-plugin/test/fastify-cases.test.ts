import dns from "node:dns";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { expectRequests, RawClient, recordedValue, requestsOf } from "@routemetrics/conformance";
import metrics, { createMetrics } from "@routemetrics/fastify";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fastifyVersions } from "./fastify-versions.js";
import { listening, listeningApp } from "./listening-app.js";

type ReplyClass = new (...args: unknown[]) => object;

const options = () => ({ registry: new Registry(), processMetrics: false });

describe.each(fastifyVersions)("%s", (name, create) => {
  const isOldest = name === "Fastify 4.0";

  const start = (routes: (app: FastifyInstance) => unknown, server?: FastifyServerOptions) =>
    listeningApp(create, routes, server);

  const get = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, {
      ...init,
      headers: { connection: "close", ...init.headers },
    });
    await response.text();
    return response.status;
  };

  test("routes with constraints share one template", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/v", { constraints: { version: "1.0.0" } }, async () => "one");
      app.get("/v", { constraints: { version: "2.0.0" } }, async () => "two");
    });
    await get(`${url}/v`, { headers: { "accept-version": "1.x" } });
    await get(`${url}/v`, { headers: { "accept-version": "2.x" } });
    await get(`${url}/v`);
    await expectRequests(recorded, { "GET /v 200": 2, "GET <unmatched> 404": 1 });
  });

  test("wildcards, patterns and optional parameters are shown as written", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/files/*", async () => "file");
      app.get("/n/:id(^\\d+$)", async () => "number");
      app.get("/opt/:a?", async () => "optional");
    });
    for (const path of ["/files/a/b/c", "/n/12", "/opt", "/opt/x"]) await get(url + path);
    await expectRequests(recorded, {
      "GET /files/* 200": 1,
      "GET /n/:id(^\\d+$) 200": 1,
      "GET /opt/:a? 200": 2,
    });
  });

  test("hooks that answer early know the route", async () => {
    const { url, recorded } = await start((app) => {
      const refuse = {
        onRequest: (_: unknown, reply: { code(c: number): { send(): void } }) =>
          void reply.code(401).send(),
      };
      app.get("/early", refuse as never, async () => "never");
      app.get(
        "/pre/:id",
        { preHandler: async (_request, reply) => reply.code(429).send() },
        async () => "never",
      );
    });
    await get(`${url}/early`);
    await get(`${url}/pre/1`);
    await expectRequests(recorded, { "GET /early 401": 1, "GET /pre/:id 429": 1 });
  });

  test("validation and body limits are recorded with their route", async () => {
    const schema = { body: { type: "object", required: ["a"] } };
    const { url, recorded } = await start((app) => {
      app.post("/valid", { schema, bodyLimit: 100 }, async () => "ok");
    });
    const headers = { "content-type": "application/json" };
    const post = (body: string) => get(`${url}/valid`, { method: "POST", headers, body });
    expect(await post("{}")).toBe(400);
    expect(await post(JSON.stringify({ a: "x".repeat(200) }))).toBe(413);
    expect(await post("{")).toBe(400);
    await expectRequests(recorded, { "POST /valid 400": 2, "POST /valid 413": 1 });
  });

  test("a custom error handler answers: no exception; a rethrowing one: an exception", async () => {
    const { app, url, recorded } = await start((app) => {
      app.register(async (child) => {
        child.setErrorHandler((_error, _request, reply) => reply.code(500).send("handled"));
        child.get("/handled", async () => {
          throw new Error("on purpose");
        });
      });
      app.register(async (child) => {
        const rethrow = (error: Error) => {
          throw error;
        };
        // The first release of Fastify 4 does not catch what an error handler throws.
        child.setErrorHandler(isOldest ? async (error) => rethrow(error as Error) : rethrow);
        child.get("/rethrown", async () => {
          throw new Error("on purpose");
        });
      });
    });
    await get(`${url}/handled`);
    await get(`${url}/rethrown`);
    await expectRequests(recorded, { "GET /handled 500": 1, "GET /rethrown 500": 1 });
    const { body } = await app.metrics.render({ names: ["http_request_exceptions_total"] });
    expect(body.toString()).toContain('{method="GET",path="/rethrown",status="500"} 1');
    expect(body.toString()).not.toContain("/handled");
  });

  test("what is thrown and is no error is an exception, too", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/text", async () => {
        throw "on purpose";
      });
    });
    expect(await get(`${url}/text`)).toBe(500);
    await expectRequests(recorded, { "GET /text 500": 1 });
    expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
  });

  // The first release of Fastify 4 itself throws, past all handlers, when a stream fails.
  test.skipIf(isOldest)(
    "a stream that fails is an exception before the headers, and has the code that was sent after them",
    async () => {
      const failing = (chunks: number) => {
        let read = 0;
        return new Readable({
          read() {
            if (read++ < chunks) this.push("chunk");
            else setImmediate(() => this.destroy(new Error("on purpose")));
          },
        });
      };
      const { url, recorded } = await start((app) => {
        app.get("/stream/:chunks", (request, reply) =>
          reply.send(failing(Number((request.params as { chunks: string }).chunks))),
        );
      });
      expect(await get(`${url}/stream/0`)).toBe(500);
      const client = await RawClient.open(url);
      client.request("GET", "/stream/2");
      await vi.waitFor(() => expect(client.closed).toBe(true));
      expect(client.received).toMatch(/^HTTP\/1.1 200 /);
      await expectRequests(recorded, {
        "GET /stream/:chunks 500": 1,
        "GET /stream/:chunks 200": 1,
      });
      expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
    },
  );

  test("a host, or a version, that no route has is unmatched; those that have one share its template", async () => {
    const { url, recorded } = await start((app) => {
      for (const host of ["a.test", /^b\d*\.test$/])
        app.get("/host/:id", { constraints: { host } }, async (request) => request.hostname);
    });
    const client = await RawClient.open(url);
    onTestFinished(() => client.leave());
    for (const host of ["a.test", "b1.test", "b2.test", "c.test", "x".repeat(200)])
      client.send(`GET /host/1 HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await expectRequests(recorded, { "GET /host/:id 200": 3, "GET <unmatched> 404": 2 });
  });

  test("an application that listens on several addresses is measured on each", async () => {
    const app = create();
    await app.register(metrics, options());
    app.get("/ok", async () => "ok");
    // Few machines have a name with two addresses: Fastify is told that this one has.
    const two = ["127.0.0.1", "127.0.0.2"].map((address) => ({ address, family: 4 }));
    const original = dns.lookup as (...all: unknown[]) => void;
    const lookup = vi.spyOn(dns, "lookup").mockImplementation(((...all: unknown[]) => {
      if (all.length === 3 && all[0] === "localhost")
        (all[2] as (...found: unknown[]) => void)(null, two);
      else original(...all);
    }) as never);
    onTestFinished(() => lookup.mockRestore());
    await app.listen({ host: "localhost", port: 0 });
    onTestFinished(() => app.close());
    const { port } = app.server.address() as AddressInfo;
    const urls = two.map(({ address }) => `http://${address}:${port}`);
    for (const url of urls) for (const path of ["/ok", "/%E0%A4"]) await get(url + path);
    const m = app.metrics as never;
    const under = { url: urls[0] ?? "", server: app.server, metrics: m, close: async () => {} };
    await expectRequests(under, {
      "GET /ok 200": urls.length,
      // The first release of Fastify 4 does not tell of its other servers.
      "GET <unmatched> 400": isOldest ? 1 : urls.length,
    });
  });

  test("no content, not modified and redirects are recorded as sent, HEAD as itself", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/none", (_request, reply) => void reply.code(204).send());
      app.get("/same/:id", (_request, reply) => void reply.code(304).send());
      app.get("/old/:id", (_request, reply) => void reply.code(301).header("location", "/").send());
    });
    for (const path of ["/none", "/same/1", "/old/1"]) {
      for (const method of ["GET", "HEAD"]) await get(url + path, { method, redirect: "manual" });
    }
    const codes = { "/none": 204, "/same/:id": 304, "/old/:id": 301 };
    const expected = Object.entries(codes).flatMap(([path, code]) => [
      [`GET ${path} ${code}`, 1],
      [`HEAD ${path} ${code}`, 1],
    ]);
    await expectRequests(recorded, Object.fromEntries(expected));
  });

  test("custom 404 handlers per prefix stay one path", async () => {
    const { url, recorded } = await start((app) => {
      app.setNotFoundHandler((_request, reply) => void reply.code(404).send("none"));
      app.register(
        async (child) => {
          child.setNotFoundHandler((_request, reply) => void reply.code(410).send("gone"));
        },
        { prefix: "/old" },
      );
    });
    await get(`${url}/a`);
    await get(`${url}/old/b`);
    await expectRequests(recorded, { "GET <unmatched> 404": 1, "GET <unmatched> 410": 1 });
  });

  test("a malformed URL, which runs no hook, is counted", async () => {
    const { url, recorded } = await start((app) => app.get("/users/:id", async () => "ok"));
    expect(await get(`${url}/users/%E0%A4%A`)).toBe(400);
    await expectRequests(recorded, { "GET <unmatched> 400": 1 });
  });

  test.each(["before", "after"])(
    "a server that takes the listeners for itself %s the metrics answers as before",
    async (when) => {
      const app = create();
      // As servers of WebSockets do, which answer below one path and leave the rest to the others.
      const takeListeners = () => {
        const others = app.server.listeners("request") as RequestListener[];
        app.server.removeAllListeners("request");
        app.server.on("request", (request, response) => {
          if (request.url?.startsWith("/socket/") === true) response.end("socket");
          else for (const other of others) other.call(app.server, request, response);
        });
      };
      const heard: (string | undefined)[] = [];
      if (when === "before") takeListeners();
      await app.register(metrics, options());
      app.get("/users/:id", async () => "ok");
      app.server.on("request", ({ url }) => heard.push(url));
      if (when === "after") takeListeners();
      const { url, recorded } = await listening(app);
      for (const path of ["/users/1", "/socket/1", "/%E0%A4%A"]) await get(url + path);
      await expectRequests(recorded, {
        "GET /users/:id 200": 1,
        "GET <unmatched> 400": 1,
        // What that server answers by itself the metrics see only when they came later.
        ...(when === "before" && { "GET <unmatched> 200": 1 }),
      });
      expect(heard).toEqual(
        when === "before" ? ["/users/1", "/socket/1", "/%E0%A4%A"] : ["/users/1", "/%E0%A4%A"],
      );
    },
  );

  test("hijacked and raw responses are counted", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/hijack", (_request, reply) => {
        reply.hijack();
        reply.raw.end("raw");
      });
      app.get("/raw", (_request, reply) => void reply.raw.writeHead(202).end("raw"));
    });
    await get(`${url}/hijack`);
    await get(`${url}/raw`);
    await expectRequests(recorded, { "GET /hijack 200": 1, "GET /raw 202": 1 });
  });

  test("injected requests are counted", async () => {
    const { app, recorded } = await start((one) => one.get("/users/:id", async () => "ok"));
    await app.inject("/users/1");
    await app.inject({ method: "POST", url: "/nowhere" });
    await expectRequests(recorded, { "GET /users/:id 200": 1, "POST <unmatched> 404": 1 });
  });

  test("routes registered before the plugin are counted, with their template where Fastify allows it", async () => {
    const app = create();
    app.get("/before/:id", async () => "ok");
    app.register(async (child) => child.get("/child/:id", async () => "ok"));
    await app.register(metrics, options());
    const { url, recorded } = await listening(app);
    await get(`${url}/before/1`);
    await get(`${url}/child/1`);
    await vi.waitFor(async () => {
      const requests = await requestsOf(recorded);
      expect(requests["GET /before/:id 200"]).toBe(1);
      expect(Object.values(requests).reduce((sum, count) => sum + count)).toBe(2);
    });
  });

  test("what a hook before the plugin answers is counted, with its route", async () => {
    const app = create();
    app.addHook("onRequest", (request, reply, done) => {
      if (request.url.startsWith("/early")) reply.code(401).send("no");
      else done();
    });
    await app.register(metrics, options());
    app.get("/early/:id", async () => "ok");
    app.get("/late/:id", async () => "ok");
    const { url, recorded } = await listening(app);
    await get(`${url}/early/1`);
    await get(`${url}/late/1`);
    await expectRequests(recorded, { "GET /early/:id 401": 1, "GET /late/:id 200": 1 });
  });

  test("what an instrument alone has met is counted, without its route", async () => {
    const app = create();
    const m = createMetrics(options());
    // A scope of its own that came before the plugin.
    await app.register(async (scope) => {
      scope.addHook("onRequest", m.counter("seen", "Seen."));
      scope.get("/users/:id", async () => "ok");
    });
    await app.register(metrics, { metrics: m });
    const { url, recorded } = await listening(app, m);
    await get(`${url}/users/1`);
    await expectRequests(recorded, { "GET <unmatched> 200": 1 });
    expect(await recordedValue(recorded, "seen_total")).toBe(1);
  });

  test("where replies are made in another way, a hook meets the requests", async () => {
    const app = create() as unknown as Record<symbol, ReplyClass> & ReturnType<typeof create>;
    const symbols = Object.getOwnPropertySymbols(app);
    const key = symbols.find(({ description }) => description === "fastify.Reply") as symbol;
    const Reply = app[key] as ReplyClass;
    app[key] = Object.assign(
      function OtherReply(...args: unknown[]) {
        return new Reply(...args);
      } as unknown as ReplyClass,
      { props: [], parent: undefined },
    );
    await app.register(metrics, options());
    app.get("/users/:id", async () => "ok");
    const { url, recorded } = await listening(app);
    await get(`${url}/users/1`);
    await expectRequests(recorded, { "GET /users/:id 200": 1 });
  });

  test("instruments that meet a request before the plugin leave the default metrics alone", async () => {
    const app = create();
    const m = createMetrics(options());
    app.addHook("onRequest", m.counter("seen", "Seen."));
    await app.register(metrics, { metrics: m });
    app.get("/users/:id", async () => "ok");
    const { url, recorded } = await listening(app, m);
    await get(`${url}/users/1`);
    await expectRequests(recorded, { "GET /users/:id 200": 1 });
    expect(await recordedValue(recorded, "seen_total")).toBe(1);
  });

  test("registered twice, with the same or other metrics on the registry, counts once", async () => {
    const app = create();
    const shared = options();
    const m = createMetrics(shared);
    await app.register(metrics, { metrics: m });
    await app.register(metrics, { metrics: m });
    await app.register(metrics, shared);
    app.get("/once", async () => "ok");
    const { url, recorded } = await listening(app, m);
    await get(`${url}/once`);
    await expectRequests(recorded, { "GET /once 200": 1 });
  });

  test("a guard that rejects is the application's own error, and no request", async () => {
    const guard = async () => {
      throw Object.assign(new Error("not you"), { status: 403, statusCode: 403 });
    };
    const app = create();
    await app.register(metrics, { ...options(), guard });
    const { url, recorded } = await listening(app);
    expect(await get(`${url}/metrics`)).toBe(403);
    await expectRequests(recorded, {});
  });

  test("the endpoint of other metrics in the application is counted by none", async () => {
    const app = create({ caseSensitive: false, ignoreTrailingSlash: true });
    const inner = createMetrics({
      ...options(),
      endpoint: "/inner",
      guard: (_request, reply) => void reply.code(401).send(),
    });
    await app.register(metrics, options());
    await app.register(metrics, { metrics: inner });
    const { url, recorded } = await listening(app);
    for (const path of ["/inner", "/INNER", "/inner/"]) expect(await get(url + path)).toBe(401);
    await get(`${url}/none`);
    for (const m of [app.metrics, inner]) {
      await expectRequests({ ...recorded, metrics: m as never }, { "GET <unmatched> 404": 1 });
    }
  });

  test("config.metrics: false leaves a route out, HEAD too", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/skip", { config: { metrics: false } }, async () => "ok");
      app.get("/keep", async () => "ok");
    });
    await get(`${url}/skip`);
    await get(`${url}/skip`, { method: "HEAD" });
    await get(`${url}/keep`);
    await expectRequests(recorded, { "GET /keep 200": 1 });
  });

  test("known routes exist at 0 before their first request when asked", async () => {
    const app = create();
    const labels = { zone: "eu" };
    await app.register(metrics, { ...options(), preinitialise: true, labels });
    app.register(async (child) => child.get("/users/:id", async () => "ok"), { prefix: "/api" });
    await app.ready();
    const text = String((await app.metrics.render({})).body);
    const series = 'method="GET",path="/api/users/:id",status="500",zone="eu"';
    expect(text).toContain(`http_requests_total{${series}} 0`);
    expect(text).toContain(`http_request_exceptions_total{${series}} 0`);
    expect(text).not.toContain("/metrics");
  });

  test("a client that leaves a stream is a 499, with its route", async () => {
    const { url, recorded } = await start((app) => {
      app.get("/stream/:id", (_request, reply) => {
        reply.hijack();
        reply.raw.writeHead(200, { "content-type": "text/event-stream" });
        reply.raw.write("data: 1\n\n");
      });
    });
    const client = await RawClient.open(url);
    client.request("GET", "/stream/1");
    await vi.waitFor(() => expect(client.received).toContain("data: 1"));
    client.leave();
    await expectRequests(recorded, { "GET /stream/:id 499": 1 });
  });
});
