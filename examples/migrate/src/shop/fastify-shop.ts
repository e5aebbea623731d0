import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { announce } from "./announce.js";

/** The service that each example measures: routes of every kind, then `listen`. */
export async function openShop(app: FastifyInstance): Promise<void> {
  app.get("/", async () => "Welcome to the shop.");
  app.get("/orders", async () => [{ id: 1 }, { id: 2 }]);
  app.post("/orders", async (request, reply) => reply.code(201).send(request.body));
  app.get<{ Params: { id: string } }>("/users/:id", async (request) => request.params);
  app.get("/slow", async () => {
    await sleep(150);
    return "That took a while.";
  });
  app.get("/gone", async (_request, reply) => reply.code(410).send("Sold out."));
  app.get("/fail", async () => {
    throw new Error("Out of order.");
  });
  app.get("/internal", { config: { disableMetrics: true } }, async () => "Not measured.");
  app.get("/search", { config: { statsId: "search page" } }, async () => "Named by statsId.");
  app.register(async (reports) => reports.get("/daily", async () => ({ sold: 12 })), {
    prefix: "/reports",
  });
  await app.listen({ port: Number(process.env.PORT ?? 3000), host: "127.0.0.1" });
  announce(app.server);
}
