// A worker of a cluster, one of which pushes the metrics of all.
import { createServer } from "node:http";
import { Counter, createMetrics, onlyOneWorker } from "@routemetrics/core";
import { pushgateway, startRemoteWrite } from "@routemetrics/push";

const m = createMetrics({
  processMetrics: false,
  aggregate: { directory: process.env.DIRECTORY },
});
const requests = new Counter({ name: "requests_total", help: "Requests." });
const registry = onlyOneWorker(m);
const labels = { job: "shop", instance: "host" };
const sender = startRemoteWrite({ url: process.env.RECEIVER, registry, every: 0.1, labels });
const gateway = pushgateway({ url: process.env.GATEWAY, job: "shop" });

const server = createServer(async ({ url }, response) => {
  if (url === "/leader") return response.end(String(m.isLeader()));
  if (url === "/push") await gateway.push(registry);
  else if (url === "/stop") await sender.stop();
  else requests.inc();
  response.end();
});
server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, async () => {
  // From now on the others know this worker.
  await m.render();
  const { port } = server.address();
  process.send({ ready: { pid: process.pid, port, own: port } });
});
