import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  metrics({
    preset: "prometheus-api-metrics",
    endpoint: "/internal/metrics",
    buckets: [0.1, 1, 10],
    prefix: "shop",
    exclude: "/gone",
    labels: { zone: "eu" },
  }),
);
openShop(app);
