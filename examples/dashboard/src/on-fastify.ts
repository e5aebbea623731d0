import { dashboard } from "@routemetrics/dashboard";
import metrics from "@routemetrics/fastify";
import fastify from "fastify";

export const app = fastify();
await app.register(metrics);
await app.register(dashboard, { metrics: app.metrics, title: "Shop" });
app.get("/users/:id", async (request) => request.params);
