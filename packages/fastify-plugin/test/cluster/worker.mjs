// A worker whose endpoint is guarded; it tells the primary its own port.
import metrics from "@routemetrics/fastify";
import fastify from "fastify";

const guard = async (request, reply) => {
  if (request.headers.authorization !== "Bearer secret") await reply.code(401).send();
};
const aggregate = { directory: process.env.DIRECTORY };
const app = fastify({ forceCloseConnections: true });
await app.register(metrics, { processMetrics: false, aggregate, guard });
app.get("/users/:id", async () => "");
await app.listen({ port: 0, host: "127.0.0.1", exclusive: true });
const { port } = app.server.address();
process.send({ ready: { pid: process.pid, port, own: port } });
