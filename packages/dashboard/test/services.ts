import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { MetricsOptions } from "@routemetrics/core";
import { type DashboardOptions, dashboard } from "@routemetrics/dashboard";
import * as expressPackage from "@routemetrics/express";
import * as fastifyPackage from "@routemetrics/fastify";
import express from "express";
import fastify from "fastify";
import { Registry } from "prom-client";

export interface TestService {
  url: string;
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  metrics?: Pick<MetricsOptions, "endpoint" | "preset" | "prefix" | "track" | "slo"> & {
    groupBy?: "route" | "path";
    labels?: Record<string, string>;
  };
  /** Requests need the header `authorization: secret`. */
  guarded?: boolean;
  dashboard?: DashboardOptions;
  port?: number;
}

/** The same small service on each framework: /fast, /slow, /fails/:id, POST /upload, and any path. */
export const frameworks: Record<string, (options?: TestServiceOptions) => Promise<TestService>> = {
  Express: startExpress,
  Fastify: startFastify,
};

const SLOW_MS = 150;

async function startExpress(options: TestServiceOptions = {}): Promise<TestService> {
  const m = expressPackage.metrics({
    ...options.metrics,
    registry: new Registry(),
    ...(options.guarded && {
      guard: (request, response, next) =>
        request.headers.authorization === "secret" ? next() : response.status(401).end(),
    }),
  });
  const app = express();
  app.use(m);
  app.use(dashboard(m, { refreshSeconds: 0.3, ...options.dashboard }));
  app.get("/fast", (_request, response) => void response.send("ok"));
  app.get("/slow", (_request, response) => void setTimeout(() => response.send("ok"), SLOW_MS));
  app.get("/fails/:id", (_request, response) => void response.status(503).send("no"));
  app.post("/upload", (_request, response) => void response.status(201).send("ok"));
  const server = createServer(app as RequestListener).listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await m.close();
    },
  };
}

async function startFastify(options: TestServiceOptions = {}): Promise<TestService> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(fastifyPackage.metrics, {
    ...options.metrics,
    registry: new Registry(),
    ...(options.guarded && {
      guard: (request, reply, next) =>
        request.headers.authorization === "secret" ? next() : reply.code(401).send(),
    }),
  });
  await app.register(dashboard, {
    metrics: app.metrics,
    refreshSeconds: 0.3,
    ...options.dashboard,
  });
  app.get("/fast", async () => "ok");
  app.get("/slow", () => new Promise((resolve) => setTimeout(() => resolve("ok"), SLOW_MS)));
  app.get("/fails/:id", (_request, reply) => reply.code(503).send("no"));
  app.post("/upload", (_request, reply) => reply.code(201).send("ok"));
  const url = await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  return { url, stop: () => app.close() };
}
