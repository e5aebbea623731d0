// biome-ignore-all assist/source/organizeImports: it comes before all that it instruments
import { exporter } from "./instrumentation.cjs";
import express from "express";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.get("/metrics", (request, response) => exporter.getMetricsRequestHandler(request, response));
openShop(app);
