import { getContentType, getSummary, plugin, signalIsUp } from "@promster/fastify";
import Fastify from "fastify";
import { openShop } from "../shop/fastify-shop.js";

const app = Fastify();
await app.register(plugin);
app.get("/metrics", async (_request, reply) => {
  reply.header("Content-Type", getContentType());
  return getSummary();
});
await openShop(app);
signalIsUp();
