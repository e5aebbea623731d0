import metrics from "@routemetrics/fastify";
import Fastify from "fastify";

const app = Fastify();
app.register(metrics);
app.get("/users/:id", async (request) => request.params);
await app.listen({ port: Number(process.env.PORT ?? 3000) });

export { app };
