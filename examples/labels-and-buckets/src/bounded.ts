import { metrics } from "@routemetrics/express";
import express from "express";

const PLANS = new Set(["free", "team", "enterprise"]);

export const app = express();
export const m = metrics({
  // A closed set: whatever a client sends, there are four values.
  labels: { plan: (request) => known(request.get("x-plan")) },
  status: (code) => `${Math.floor(code / 100)}xx`,
  maxSeries: 200,
});
app.use(m);
app.get("/search", (_request, response) => void response.send("ok"));

function known(plan = "none") {
  return PLANS.has(plan) ? plan : "none";
}
