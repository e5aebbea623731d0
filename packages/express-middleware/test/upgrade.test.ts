import { once } from "node:events";
import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { expectRequests, recordedValue } from "@routemetrics/conformance";
import { metrics } from "@routemetrics/express";
import type express from "express";
import { Registry } from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

type Echo = (socket: Pick<WebSocket, "on" | "send">) => void;
const echo: Echo = (socket) => void socket.on("message", (message) => socket.send(message));

describe.each(["express4", "express"])("%s", (name) => {
  /** An application with a route `GET /users/:id`, measured and listening. */
  async function start(
    set: (app: express.Express) => unknown,
    serve: (app: express.Express) => Promise<Server> | Server = (app) => app.listen(0, "127.0.0.1"),
  ) {
    const framework = ((await import(name)) as { default: typeof express }).default;
    const m = metrics({ registry: new Registry(), processMetrics: false });
    const app = framework();
    app.set("env", "test");
    await set(app);
    app.use(m);
    app.get("/users/:id", (_request, response) => void response.send("ok"));
    const server = await serve(app);
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const open = (path: string) => {
      const client = new WebSocket(url.replace("http", "ws") + path);
      onTestFinished(() => client.terminate());
      return client;
    };
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const recorded = { url, server, metrics: m as never, close: async () => {} };
    return { app, open, url, server, recorded };
  }

  async function expectEcho(client: WebSocket) {
    if (client.readyState !== WebSocket.OPEN) await once(client, "open");
    client.send("hello");
    const [message] = await once(client, "message");
    expect(String(message)).toBe("hello");
  }

  test("a WebSocket server beside the application works, and leaves no trace in its metrics", async () => {
    const { server, open, url, recorded } = await start(() => {});
    const sockets = new WebSocketServer({ server }).on("connection", echo);
    onTestFinished(() => sockets.close());
    await expectEcho(open("/users/1"));
    await (await fetch(`${url}/users/1`, { headers: { connection: "close" } })).text();
    await expectRequests(recorded, { "GET /users/:id 200": 1 });
  });

  test("express-ws: a WebSocket counts once, with its route, and is not held in flight", async () => {
    const { app, open, recorded } = await start(async (bare) => {
      // @ts-expect-error: it has no types
      const { default: expressWs } = await import("express-ws");
      expressWs(bare);
    });
    const routes = app as unknown as { ws(path: string, handler: Echo): void };
    routes.ws("/echo/:room", echo);
    routes.ws("/silent", () => {});
    const echoing = open("/echo/a");
    const silent = open("/silent");
    await Promise.all([expectEcho(echoing), once(silent, "open")]);
    await expectRequests(recorded, { "GET /echo/:room/.websocket 101": 1 });
    silent.close();
    const nowhere = open("/nowhere");
    await once(nowhere, "close");
    await expectEcho(echoing);
    await expectRequests(recorded, {
      "GET /echo/:room/.websocket 101": 1,
      "GET /silent/.websocket 101": 1,
      "GET <unmatched> 101": 1,
    });
    expect(await recordedValue(recorded, "http_request_duration_seconds_sum")).toBe(0);
    echoing.terminate();
    await once(echoing, "close");
    expect(await recordedValue(recorded, "http_requests_total")).toBe(3);
  });

  test.each(["with", "without"])(
    "an upgrade that a server passes to the application, %s the socket of its response",
    async (how) => {
      const sockets = new WebSocketServer({ noServer: true });
      onTestFinished(() => sockets.close());
      const { open, recorded } = await start(
        () => {},
        (app) => {
          const server = app.listen(0, "127.0.0.1");
          app.get("/rooms/:room", (request) => {
            (request as { takeOver?: () => void }).takeOver?.();
          });
          app.get("/refused", (_request, response) => void response.status(401).end());
          return server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
            const response = new ServerResponse(request);
            onTestFinished(() => void socket.destroy());
            if (how === "with") response.assignSocket(socket as never);
            const takeOver = () => {
              if (how === "with") response.detachSocket(socket as never);
              sockets.handleUpgrade(request, socket, head, echo as never);
            };
            app(Object.assign(request, { takeOver }) as never, response as never);
          });
        },
      );
      const client = open("/rooms/a");
      await expectEcho(client);
      await expectRequests(recorded, { "GET /rooms/:room 101": 1 });
      if (how === "with") {
        const [{ message }] = (await once(open("/refused"), "error")) as [Error];
        expect(message).toBe("Unexpected server response: 401");
        await expectRequests(recorded, { "GET /rooms/:room 101": 1, "GET /refused 401": 1 });
      }
      await expectEcho(client);
    },
  );
});
