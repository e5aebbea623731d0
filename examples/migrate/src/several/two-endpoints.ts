import { metrics } from "@routemetrics/express";
import express from "express";
import { Registry } from "prom-client";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(metrics({ preset: "express-prom-bundle", exclude: "/metrics" }));
app.use(metrics({ endpoint: "/metrics/new", registry: new Registry() }));
openShop(app);
