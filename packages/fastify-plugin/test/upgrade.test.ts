import { once } from "node:events";
import { request } from "node:http";
import websocket from "@fastify/websocket";
import { expectRequests, recordedValue } from "@routemetrics/conformance";
import metrics from "@routemetrics/fastify";
import Fastify from "fastify";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

/** An application whose WebSocket route echoes, measured and listening. */
async function start() {
  const app = Fastify();
  await app.register(metrics, { registry: new Registry(), processMetrics: false });
  await app.register(websocket);
  app.get("/echo/:room", { websocket: true }, (socket) => {
    socket.on("message", (message) => socket.send(message));
  });
  app.get("/refused", {
    websocket: true,
    onRequest: async (_request, reply) => reply.code(401).send("no"),
    handler: () => {},
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const recorded = {
    url,
    server: app.server,
    metrics: app.metrics as never,
    close: async () => {},
  };
  return { recorded, webSocketUrl: url.replace("http", "ws") };
}

test("a WebSocket counts when its handshake ends, and is not held in flight", async () => {
  const { recorded, webSocketUrl } = await start();
  const client = new WebSocket(`${webSocketUrl}/echo/a`);
  onTestFinished(() => client.terminate());
  await once(client, "open");
  await expectRequests(recorded, { "GET /echo/:room 101": 1 });
  client.send("still open");
  const [message] = await once(client, "message");
  expect(String(message)).toBe("still open");
  client.close();
  await once(client, "close");
  await expectRequests(recorded, { "GET /echo/:room 101": 1 });
});

test("a handshake that is refused has the status that was sent", async () => {
  const { recorded, webSocketUrl } = await start();
  for (const path of ["/refused", "/nowhere"]) {
    const client = new WebSocket(webSocketUrl + path);
    await once(client, "error");
  }
  await expectRequests(recorded, { "GET /refused 401": 1, "GET <unmatched> 404": 1 });
});

test("a handshake that the WebSocket server itself refuses has the status that was sent", async () => {
  const { recorded } = await start();
  const headers = { connection: "upgrade", upgrade: "websocket" };
  const refused = request(`${recorded.url}/echo/a`, { headers }).end();
  const [response] = await once(refused, "response");
  response.resume();
  await expectRequests(recorded, { [`GET /echo/:room ${response.statusCode}`]: 1 });
  expect(response.statusCode).toBe(400);
  expect(await recordedValue(recorded, "http_requests_in_flight")).toBe(0);
});
