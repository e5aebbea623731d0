import { metrics } from "@routemetrics/express";
import express from "express";
import { Counter } from "prom-client";
import { openShop } from "../shop/express-shop.js";

const orders = new Counter({ name: "shop_orders_total", help: "Orders taken." });

const app = express();
app.use(metrics());
app.post("/orders", (_request, _response, next) => {
  orders.inc();
  next();
});
openShop(app);
