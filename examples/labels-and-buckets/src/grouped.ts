import { metrics } from "@routemetrics/express";
import express from "express";

export const app = express();
app.use(
  metrics({
    // A proxy has no routes: one value for each service behind it.
    groupBy: (request) => (request.path.startsWith("/billing/") ? "/billing/*" : "/*"),
  }),
);
app.use((_request, response) => void response.send("ok"));
