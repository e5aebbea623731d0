import { createMiddleware, getContentType, getSummary, signalIsUp } from "@promster/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  createMiddleware({
    app,
    options: {
      metricTypes: [
        "httpRequestsTotal",
        "httpRequestsHistogram",
        "httpRequestsSummary",
        "httpContentLengthHistogram",
      ],
    },
  }),
);
app.get("/metrics", async (_request, response) => {
  response.setHeader("Content-Type", getContentType());
  response.end(await getSummary());
});
openShop(app);
signalIsUp();
