import { dashboard } from "@routemetrics/dashboard";
import metrics from "@routemetrics/fastify";
import fastify from "fastify";
import { Registry } from "prom-client";
import { fails, work } from "./pretended-work.js";
import { listenPort, type Service } from "./service.js";

/** A search on Fastify, whose full text is slow and whose index fails. */
export async function startSearch(): Promise<Service> {
  const app = fastify({ forceCloseConnections: true });
  await app.register(metrics, { registry: new Registry(), slo: { latency: 0.3 } });
  await app.register(dashboard, { metrics: app.metrics, title: "Search (Fastify)" });

  app.get("/", async () => "Welcome: ask /search, /search/fulltext or /suggest.");
  app.get("/suggest", async () => {
    await work(0.006);
    return ["lamp", "lantern"];
  });
  app.get("/search", async () => {
    await work(0.03);
    return { hits: 3 };
  });
  app.get("/search/fulltext", async () => {
    await work(0.9);
    return { hits: 12 };
  });
  app.put<{ Params: { id: string } }>("/index/:id", async (request, reply) => {
    await work(0.05);
    if (fails(0.09)) throw new Error("The index is locked");
    return reply.code(201).send({ id: request.params.id });
  });
  app.get<{ Params: { id: string } }>("/documents/:id", async (request, reply) => {
    await work(0.008);
    return Number(request.params.id) < 900 ? { id: request.params.id } : reply.callNotFound();
  });

  const url = await app.listen({ port: await listenPort(3002), host: "127.0.0.1" });
  return { name: "search", url, stop: () => app.close() };
}
