import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(
  metrics({
    preset: "promster",
    labels: { zone: "eu" },
    prefix: "shop",
    buckets: [0.1, 1, 10],
    status: (code) => String(Math.min(code, 500)),
    exclude: "/gone",
  }),
);
openShop(app);
