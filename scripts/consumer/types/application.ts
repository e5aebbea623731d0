// Compiled under every TypeScript and module resolution. An unresolved import would be `any`, and
// then the expected errors would be missing.
import { Counter } from "@routemetrics/core";
import { metrics } from "@routemetrics/express";
import { metrics as plugin } from "@routemetrics/fastify";
import express from "express";
import { fastify } from "fastify";

const m = metrics({ exclude: ["/health"] });
const app = express();
app.use(m);
app.get(
  "/users/:id",
  m.counter("users", "Users.", { labels: { method: (request) => request.method } }),
  (_request, response) => void response.end(),
);
// @ts-expect-error an unknown option
metrics({ endpiont: "/metrics" });
// @ts-expect-error requests have no such member
m.counter("users", "Users.", { labels: { method: (request) => request.nonsense } });

const server = fastify();
void server.register(plugin, { endpoint: "/stats" });
// @ts-expect-error the endpoint is a string or false
void server.register(plugin, { endpoint: 5 });
server.get("/skip", { config: { metrics: false } }, async () => "ok");

const fruit = new Counter({ name: "fruit", help: "Fruit.", labelNames: ["kind"] });
fruit.labels({ kind: "apple" }).inc();
// @ts-expect-error the label's name is wrong
fruit.labels({ sort: "apple" }).inc();
