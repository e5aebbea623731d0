import { Counter } from "@prometheus-io/client";
import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const visits = new Counter({ name: "shop_visits_total", help: "Visits of the first page." });

const app = express();
app.use(metrics());
app.get("/", (_request, _response, next) => {
  visits.inc();
  next();
});
openShop(app);
