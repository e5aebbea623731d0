import express from "express";
import { Counter, collectDefaultMetrics, Histogram, register } from "prom-client";
import { openShop } from "../shop/express-shop.js";

collectDefaultMetrics();
const labelNames = ["method", "route", "status_code"] as const;
const duration = new Histogram({
  name: "http_request_duration_seconds",
  help: "Duration of HTTP requests in seconds",
  labelNames,
  buckets: [0.1, 0.5, 1, 5],
});
const total = new Counter({ name: "http_requests_total", help: "HTTP requests", labelNames });

const app = express();
app.get("/metrics", async (_request, response) => {
  response.set("Content-Type", register.contentType);
  response.end(await register.metrics());
});
app.use((request, response, next) => {
  const end = duration.startTimer();
  response.on("finish", () => {
    const route = request.route ? request.baseUrl + request.route.path : "";
    const labels = { method: request.method, route, status_code: response.statusCode };
    end(labels);
    total.inc(labels);
  });
  next();
});
openShop(app);
