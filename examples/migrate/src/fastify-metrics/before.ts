import Fastify from "fastify";
import fastifyMetrics from "fastify-metrics";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(fastifyMetrics.default, { endpoint: "/metrics" });
await openShop(app);
