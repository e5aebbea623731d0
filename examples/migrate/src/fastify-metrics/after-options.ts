import metrics from "@routemetrics/fastify";
import Fastify from "fastify";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(metrics, {
  preset: "fastify-metrics",
  endpoint: "/internal/metrics",
  unmatched: "none",
  status: (code) => `${String(code)[0]}xx`,
  exclude: "/gone",
  labels: { zone: "eu", host: (request) => request.hostname.replace(/:.*/, "") },
  buckets: [0.1, 1, 10],
  groupBy: (request) => request.routeOptions.url ?? "none",
});
await openShop(app);
