import type { RunningApp } from "@routemetrics/conformance";
import metrics, { type FastifyMetrics } from "@routemetrics/fastify";
import type Fastify from "fastify";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";

/** Until the end of the test: an application that is measured, listening; `routes` are added before it listens. */
export async function listeningApp(
  create: typeof Fastify,
  routes: (app: FastifyInstance) => unknown,
  server: FastifyServerOptions = {},
): Promise<{ app: FastifyInstance; url: string; recorded: RunningApp }> {
  const app = create(server as object) as unknown as FastifyInstance;
  await app.register(metrics, { registry: new Registry(), processMetrics: false });
  await routes(app);
  return { app, ...(await listening(app)) };
}

/** Until the end of the test: the application listening, and what these metrics, or its own, record. */
export async function listening(
  app: FastifyInstance,
  measuredBy: FastifyMetrics = app.metrics,
): Promise<{ url: string; recorded: RunningApp }> {
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const recorded = {
    url,
    server: app.server,
    metrics: measuredBy as never,
    close: async () => {},
  };
  return { url, recorded };
}
