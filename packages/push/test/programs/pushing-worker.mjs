// A worker of a cluster, one of which pushes the metrics of all.
import { createServer } from "node:http";
import { Counter, createMetrics, onlyOneWorker } from "@routemetrics/core";
import { pushgateway, pushOnExit, startRemoteWrite } from "@routemetrics/push";

const m = createMetrics({
  processMetrics: false,
  aggregate: { directory: process.env.DIRECTORY },
});
const every = Number(process.env.EVERY ?? 0.1);
const requests = new Counter({ name: "requests_total", help: "Requests." });
const registry = onlyOneWorker(m);
const labels = { job: process.env.JOB, instance: "host" };
const sender = startRemoteWrite({ url: process.env.RECEIVER, registry, every, labels });
const gateway = pushgateway({ url: process.env.GATEWAY, job: process.env.JOB });
if (process.env.AT_EXIT) pushOnExit(gateway, registry);

const server = createServer(async ({ url }, response) => {
  if (url === "/leader") return response.end(String(m.isLeader()));
  if (url === "/push") await gateway.push(registry);
  else if (url === "/flush") await sender.flush();
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
