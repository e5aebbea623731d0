import { type ExpressMetricsOptions, metrics } from "@routemetrics/express";
import express from "express";

/** The service; its tests give each one a registry. */
export function createApp(options: ExpressMetricsOptions = {}): express.Express {
  const app = express();
  const m = metrics(options);
  app.use(m);
  app.post("/orders", m.counter("orders", "Orders placed"), (_request, response) => {
    response.status(201).end();
  });
  return app;
}
