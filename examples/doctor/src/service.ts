import { metrics } from "@routemetrics/express";
import express from "express";

export const app: express.Express = express();
export const m: ReturnType<typeof metrics> = metrics({ slo: { latency: 0.3 } });
app.use(m);
app.get("/orders/:id", (request, response) => {
  response.json({ id: request.params.id });
});
