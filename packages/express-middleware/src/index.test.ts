import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { metrics } from "./index.js";

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

async function listen(app: express.Express): Promise<string> {
  const listening = await new Promise<Server>((resolve) => {
    const one: Server = app.listen(0, "127.0.0.1", () => resolve(one));
  });
  server = listening;
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

test("one line measures every request", async () => {
  const m = metrics({ registry: new Registry(), processMetrics: false });
  const app = express();
  app.use(m);
  app.get(
    "/users/:id",
    m.counter("by_id", "Help", { labels: { id: (req) => req.params.id } }),
    (_req, res) => {
      res.send("ok");
    },
  );
  app.get("/fails", () => {
    throw new Error("on purpose");
  });
  app.set("env", "test");
  const url = await listen(app);
  await fetch(`${url}/users/7`);
  await fetch(`${url}/users/8`);
  await fetch(`${url}/nowhere`);
  await fetch(`${url}/fails`);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('http_requests_total{method="GET",path="/users/:id",status="200"} 2');
  expect(text).toContain('http_requests_total{method="GET",path="<unmatched>",status="404"} 1');
  expect(text).toContain(
    'http_request_exceptions_total{method="GET",path="/fails",status="500"} 1',
  );
  expect(text).toContain('http_requests_in_flight{method="GET"} 0');
  expect(text).toContain('by_id_total{id="7"} 1');
});
