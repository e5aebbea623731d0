import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  metrics({
    preset: "classic",
    buckets: [0.1, 0.5, 1, 5],
    nativeHistogram: false,
    guard: (request, _response, next) => {
      delete request.headers.accept;
      next();
    },
  }),
);
openShop(app);
