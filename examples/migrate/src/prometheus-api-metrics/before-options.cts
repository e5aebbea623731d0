import express from "express";
import apiMetrics from "prometheus-api-metrics";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  apiMetrics({
    metricsPath: "/internal/metrics",
    durationBuckets: [0.1, 1, 10],
    metricsPrefix: "shop",
    excludeRoutes: ["/gone"],
    additionalLabels: ["zone"],
    extractAdditionalLabelValuesFn: () => ({ zone: "eu" }),
  }),
);
openShop(app);
