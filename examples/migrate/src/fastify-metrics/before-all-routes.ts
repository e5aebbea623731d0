import Fastify from "fastify";
import fastifyMetrics from "fastify-metrics";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(fastifyMetrics.default, {
  routeMetrics: { registeredRoutesOnly: false, enabled: { histogram: true, summary: false } },
});
await openShop(app);
