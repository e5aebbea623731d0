import { once } from "node:events";
import type { Server } from "node:http";
import { expectRequests, RawClient, recordedValue } from "@routemetrics/conformance";
import metrics from "@routemetrics/fastify";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fastifyVersions } from "./fastify-versions.js";
import { listeningApp } from "./listening-app.js";

describe.each(fastifyVersions)("%s", (name, create) => {
  const start = (routes: (app: FastifyInstance) => unknown, server?: FastifyServerOptions) =>
    listeningApp(create, routes, server);

  const hangs = () => new Promise<string>(() => {});

  // Others have no such option.
  test.runIf(name === "Fastify 5.12")(
    "a handler that exceeds its time is a 503, once, also when it answers later",
    async () => {
      let answer = (_: string) => {};
      const { recorded } = await start((app) => {
        const late = () => new Promise<string>((resolve) => (answer = resolve));
        app.get("/slow/:id", { handlerTimeout: 20 } as object, late);
      });
      const headers = { connection: "close" };
      const response = await fetch(`${recorded.url}/slow/1`, { headers });
      await response.text();
      expect(response.status).toBe(503);
      answer("late");
      await expectRequests(recorded, { "GET /slow/:id 503": 1 });
    },
  );

  test("a connection that is idle too long ends its request with its route", async () => {
    const { recorded } = await start((app) => app.get("/hangs/:id", hangs), {
      connectionTimeout: 50,
    });
    const client = await RawClient.open(recorded.url);
    client.request("GET", "/hangs/1");
    await vi.waitFor(() => expect(client.closed).toBe(true), 5_000);
    await expectRequests(recorded, { "GET /hangs/:id 500": 1 });
  });

  // The first release passes no options to the server.
  test.skipIf(name === "Fastify 4.0")(
    "a body that comes too slowly ends its request with its route",
    async () => {
      const { recorded } = await start((app) => app.post("/upload/:id", async () => "ok"), {
        requestTimeout: 50,
        http: { connectionsCheckingInterval: 20, headersTimeout: 50 },
      } as FastifyServerOptions);
      const client = await RawClient.open(recorded.url);
      client.request("POST", "/upload/1", ["Content-Type: text/plain", "Content-Length: 10"]);
      await vi.waitFor(() => expect(client.closed).toBe(true), 5_000);
      expect(client.received).toContain(" 408 ");
      await expectRequests(recorded, { "POST /upload/:id 408": 1 });
    },
  );

  // Others leave such a response open, until its client leaves.
  test.runIf(name === "Fastify 5.12")(
    "an error after the headers is an exception with the status that was sent",
    async () => {
      const { recorded } = await start((app) => {
        app.get("/begun", async (_request, reply) => {
          reply.raw.writeHead(202).write("begun");
          throw new Error("on purpose");
        });
      });
      const client = await RawClient.open(recorded.url);
      client.request("GET", "/begun");
      await expectRequests(recorded, { "GET /begun 202": 1 });
      await vi.waitFor(() => expect(client.received).toContain("HTTP/1.1 202"));
      expect(await recordedValue(recorded, "http_request_exceptions_total")).toBe(1);
    },
  );

  test("requests that are refused while the application closes are counted", async () => {
    const { app, recorded } = await start((one) => one.get("/users/:id", async () => "ok"));
    const connected = once(app.server, "connection");
    const client = await RawClient.open(recorded.url);
    const [socket] = await connected;
    // A connection in use is what survives the beginning of the close.
    client.send("GET /users/1 HTTP/1.1\r\nHost: localhost\r\n");
    await vi.waitFor(() => expect(socket.bytesRead).toBeGreaterThan(0));
    void app.close();
    client.send("\r\n");
    await vi.waitFor(() => expect(client.received).toContain(" 503 "));
    await expectRequests(recorded, { "GET <unmatched> 503": 1 });
  });

  test("registered in an encapsulated scope, only that scope is measured", async () => {
    const app = create();
    const registry = new Registry();
    let scoped: FastifyInstance | undefined;
    app.get("/outside", async () => "ok");
    await app.register(
      async (child) => {
        await child.register(metrics, { registry, processMetrics: false });
        child.get("/inside/:id", async () => "ok");
        scoped = child as unknown as FastifyInstance;
      },
      { prefix: "/scope" },
    );
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    onTestFinished(() => app.close());
    const get = async (path: string) => {
      const response = await fetch(url + path, { headers: { connection: "close" } });
      return { code: response.status, text: await response.text() };
    };
    await get("/outside");
    await get("/nowhere");
    await get("/scope/inside/1");
    const own = scoped?.metrics as never;
    const recorded = { url, server: app.server as Server, metrics: own, close: async () => {} };
    await expectRequests(recorded, { "GET /scope/inside/:id 200": 1 });
    expect((await get("/scope/metrics")).text).toContain('path="/scope/inside/:id"');
    expect((await get("/metrics")).code).toBe(404);
    expect(app.hasDecorator("metrics")).toBe(false);
  });
});
