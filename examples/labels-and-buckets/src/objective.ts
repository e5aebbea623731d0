import { metrics } from "@routemetrics/express";
import express from "express";

export const app = express();
export const m = metrics({
  slo: { latency: 0.3 },
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5],
});
app.use(m);

export const charge = m.histogram("charge_seconds", "Time to charge a card.", {
  buckets: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2],
});
app.post("/charges", charge, (_request, response) => void response.status(201).send("ok"));
