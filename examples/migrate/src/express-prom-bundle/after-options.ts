import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  metrics({
    preset: "express-prom-bundle",
    endpoint: "/internal/metrics",
    buckets: [0.1, 1, 10],
    labels: { zone: "eu", browser: (request) => request.headers["user-agent"] ?? "none" },
    status: (code) => `${String(code)[0]}xx`,
    exclude: "/gone",
  }),
);
openShop(app);
