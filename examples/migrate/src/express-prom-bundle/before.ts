import express from "express";
import promBundle from "express-prom-bundle";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(promBundle({ includeMethod: true, includePath: true }));
openShop(app);
