import express from "express";
import promBundle from "express-prom-bundle";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  promBundle({
    includeMethod: true,
    includePath: true,
    metricsPath: "/internal/metrics",
    buckets: [0.1, 1, 10],
    customLabels: { zone: "eu", browser: null },
    transformLabels: (labels, request) => {
      labels.browser = request.headers["user-agent"] ?? "none";
    },
    formatStatusCode: (response) => `${String(response.statusCode)[0]}xx`,
    excludeRoutes: ["/gone"],
    promClient: { collectDefaultMetrics: {} },
  }),
);
openShop(app);
