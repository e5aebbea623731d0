import { metrics } from "@routemetrics/express";
import express from "express";
import UrlValueParser from "url-value-parser";
import { openShop } from "../shop/express-shop.js";

const values = new UrlValueParser();
const app = express();
app.use(
  metrics({
    preset: "express-prom-bundle",
    groupBy: ({ originalUrl }) => values.replacePathValues(originalUrl.replace(/\?.*/, ""), "#val"),
  }),
);
openShop(app);
