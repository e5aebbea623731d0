// A worker of a cluster that has threads, all of which count.
import { createServer } from "node:http";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { Counter, createMetrics } from "@routemetrics/core";

const { DIRECTORY: directory, BARE } = process.env;
const m = createMetrics({ processMetrics: false, ...(directory && { aggregate: { directory } }) });
const jobs = new Counter({ name: "jobs_total", help: "Jobs." });

if (isMainThread) {
  const env = BARE ? {} : process.env;
  const threads = Array.from({ length: 2 }, () => new Worker(new URL(import.meta.url), { env }));
  const told = (thread) => new Promise((resolve) => thread.once("message", resolve));
  await Promise.all(threads.map(told));
  const scrape = m.handler();
  const server = createServer(async (request, response) => {
    if (request.url.startsWith("/metrics")) return scrape(request, response);
    if (request.url === "/leader") return response.end(String(m.isLeader()));
    if (request.url === "/terminate") await threads.pop().terminate();
    else {
      jobs.inc();
      for (const thread of threads) {
        thread.postMessage("count");
        await told(thread);
      }
    }
    response.end();
  });
  server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, async () => {
    await m.render();
    const { port } = server.address();
    process.send({ ready: { pid: process.pid, port, own: port } });
  });
} else {
  parentPort.on("message", () => {
    jobs.inc();
    parentPort.postMessage("counted");
  });
  // Others know it from now on.
  await m.render();
  parentPort.postMessage("ready");
}
