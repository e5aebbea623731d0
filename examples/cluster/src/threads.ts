import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { Counter, createMetrics, metrics } from "@routemetrics/express";
import express from "express";

const thumbnails = new Counter({ name: "thumbnails_total", help: "Thumbnails made." });

if (isMainThread) {
  const threads = [1, 2].map(() => new Worker(fileURLToPath(import.meta.url)));
  const app = express();
  app.use(metrics());
  app.post("/thumbnails/:id", (request, response) => {
    const id = Number(request.params.id);
    threads[id % threads.length]?.postMessage(id);
    response.status(202).end();
  });
  app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1");
} else {
  createMetrics();
  parentPort?.on("message", () => thumbnails.inc());
}
