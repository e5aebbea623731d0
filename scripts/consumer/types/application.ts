// Compiled under every TypeScript and module resolution. An unresolved import would be `any`, and
// then the expected errors would be missing.
import { Counter } from "@routemetrics/core";
import { metrics } from "@routemetrics/express";
import { metrics as plugin } from "@routemetrics/fastify";
import { metrics as honoMetrics } from "@routemetrics/hono";
import { metrics as koaMetrics } from "@routemetrics/koa";
import { metrics as nodeMetrics } from "@routemetrics/node-http";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import Koa from "koa";

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

const hono = new Hono();
const h = honoMetrics({ guard: (_context, next) => next() });
hono.use(h);
const visits = h.counter("visits", "Visits.", {
  labels: { id: (context) => context.req.param("id") },
});
hono.get("/users/:id", visits, (context) => context.text("ok"));
// @ts-expect-error contexts have no such member
h.counter("visits", "Visits.", { labels: { id: (context) => context.nonsense } });

const koa = new Koa();
const k = koaMetrics({ guard: (_context, next) => next() });
koa.use(k).use(k.counter("calls", "Calls.", { labels: { id: (context) => context.params.id } }));
// @ts-expect-error the endpoint is a string or false
koaMetrics({ endpoint: 5 });

const measured = nodeMetrics({ labels: { host: (request) => request.headers.host } });
measured((_request, response) => response.end());
// @ts-expect-error requests have no such member
nodeMetrics({ labels: { host: (request) => request.nonsense } });
