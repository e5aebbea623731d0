// A worker of a cluster, one of which dumps the metrics of all.
import { createServer } from "node:http";
import { Counter, createMetrics, onlyOneWorker } from "@routemetrics/core";
import { objectStore, startDump } from "@routemetrics/object-storage";

const m = createMetrics({
  processMetrics: false,
  aggregate: { directory: process.env.DIRECTORY },
});
const requests = new Counter({ name: "requests_total", help: "Requests." });
const dump = startDump({
  registry: onlyOneWorker(m),
  store: objectStore(JSON.parse(process.env.STORE)),
  every: 0.1,
  labels: { job: "shop", instance: "host" },
  spool: { directory: process.env.SPOOL },
  timeout: 1,
  onError() {},
});

const server = createServer(async ({ url }, response) => {
  if (url === "/leader") return response.end(String(m.isLeader()));
  if (url === "/account") return response.end(JSON.stringify(dump.account));
  if (url === "/stop") return response.end(JSON.stringify(await dump.stop()));
  requests.inc();
  response.end();
});
server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, async () => {
  // From now on the others know this worker.
  await m.render();
  const { port } = server.address();
  process.send({ ready: { pid: process.pid, port, own: port } });
});
