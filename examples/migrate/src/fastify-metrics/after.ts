import metrics from "@routemetrics/fastify";
import Fastify from "fastify";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(metrics, { preset: "fastify-metrics" });
await openShop(app);
