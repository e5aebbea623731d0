import { createMiddleware, getContentType, getSummary, signalIsUp } from "@promster/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  createMiddleware({
    app,
    options: {
      labels: ["zone"],
      getLabelValues: () => ({ zone: "eu" }),
      metricPrefix: "shop_",
      metricBuckets: { httpRequestDurationInSeconds: [0.1, 1, 10] },
      normalizeStatusCode: (code: number) => Math.min(code, 500),
      skip: (_request, _response, labels) => labels.path === "/gone",
    },
  }),
);
app.get("/metrics", async (_request, response) => {
  response.setHeader("Content-Type", getContentType());
  response.end(await getSummary());
});
openShop(app);
signalIsUp();
