import express from "express";
import swaggerStats from "swagger-stats";
import { openShop } from "../shop/express-shop.js";

const app = express();
app.use(swaggerStats.getMiddleware({}));
openShop(app);
