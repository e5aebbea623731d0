import { serve } from "@hono/node-server";
import { metrics } from "@routemetrics/hono";
import { Hono } from "hono";

const app = new Hono();
app.use(metrics());
app.get("/users/:id", (c) => c.json({ id: c.req.param("id") }));
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) });

export { app };
