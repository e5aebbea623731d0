// A worker whose endpoint is guarded; it tells the primary its own port.
import { metrics } from "@routemetrics/express";
import express from "express";

const guard = (request, response, next) => {
  if (request.get("authorization") === "Bearer secret") next();
  else response.sendStatus(401);
};
const aggregate = { directory: process.env.DIRECTORY };
const app = express().use(metrics({ processMetrics: false, aggregate, guard }));
app.get("/users/:id", (_request, response) => response.end());
const server = app.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
  const { port } = server.address();
  process.send({ ready: { pid: process.pid, port, own: port } });
});
