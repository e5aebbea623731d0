import metrics from "@routemetrics/fastify";
import Fastify, { type FastifyInstance } from "fastify";

export const app: FastifyInstance = Fastify();
app.register(metrics);
app.get("/users/:id", async (request) => request.params);
await app.listen({ port: Number(process.env.PORT ?? 3000) });
