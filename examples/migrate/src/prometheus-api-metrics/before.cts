import express from "express";
import apiMetrics from "prometheus-api-metrics";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(apiMetrics());
openShop(app);
