import { metrics } from "@routemetrics/express";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(metrics({ preset: "opentelemetry", labels: { url_scheme: "http" } }));
openShop(app);
