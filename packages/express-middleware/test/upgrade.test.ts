import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expectRequests } from "@routemetrics/conformance";
import { metrics } from "@routemetrics/express";
import express from "express";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";

test("a WebSocket server beside the application works, and leaves no trace in its metrics", async () => {
  const m = metrics({ registry: new Registry(), processMetrics: false });
  const app = express();
  app.use(m);
  app.get("/users/:id", (_request, response) => void response.send("ok"));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const echo = new WebSocketServer({ server });
  echo.on("connection", (socket) => socket.on("message", (message) => socket.send(message)));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new WebSocket(`ws://${address}/users/1`);
  onTestFinished(() => {
    client.terminate();
    echo.close();
    server.closeAllConnections();
    server.close();
  });
  await once(client, "open");
  client.send("hello");
  const [message] = await once(client, "message");
  expect(String(message)).toBe("hello");
  const url = `http://${address}`;
  await (await fetch(`${url}/users/1`, { headers: { connection: "close" } })).text();
  const recorded = { url, server, metrics: m as never, close: async () => {} };
  await expectRequests(recorded, { "GET /users/:id 200": 1 });
});
