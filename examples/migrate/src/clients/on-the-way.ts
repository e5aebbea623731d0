import { Counter, register } from "@prometheus-io/client";
import { metrics } from "@routemetrics/express";
import express from "express";
import { Counter as OldCounter, register as oldRegister } from "prom-client";
import { openShop } from "../shop/express-shop.js";

const orders = new OldCounter({ name: "shop_orders_total", help: "Orders taken." });
const visits = new Counter({ name: "shop_visits_total", help: "Visits of the first page." });

const app = express();
app.use(metrics({ registry: [register, oldRegister] }));
app.post("/orders", (_request, _response, next) => {
  orders.inc();
  next();
});
app.get("/", (_request, _response, next) => {
  visits.inc();
  next();
});
openShop(app);
