import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createMetrics as expressMetrics, metrics } from "@routemetrics/express";
import fastifyPlugin, { createMetrics as fastifyMetrics } from "@routemetrics/fastify";
import express from "express";
import fastify from "fastify";
import { Registry } from "prom-client";

/** Starts both services and prints their addresses; the result stops everything. */
export async function startDemo(): Promise<() => Promise<void>> {
  const stops = [await startExpress(), await startFastify()];
  return async () => {
    for (const stop of stops) await stop();
  };
}

async function startExpress(): Promise<() => Promise<void>> {
  const app = express();
  app.use(metrics(expressMetrics({ registry: new Registry() })));
  app.get("/users/:id", (request, response) => void response.json({ id: request.params.id }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  announce("Express", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return async () => {
    server.closeAllConnections();
    server.close();
  };
}

async function startFastify(): Promise<() => Promise<void>> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(fastifyPlugin, { metrics: fastifyMetrics({ registry: new Registry() }) });
  app.get("/users/:id", async (request) => request.params);
  announce("Fastify", await app.listen({ port: 0, host: "127.0.0.1" }));
  return () => app.close();
}

function announce(name: string, url: string): void {
  console.log(`${name}  ${url}/users/7  ${url}/metrics`);
}
