// A process whose threads count; the first line of output is the port that answers scrapes.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { Counter, createMetrics } from "@routemetrics/core";

const m = createMetrics({ processMetrics: false });
const jobs = new Counter({ name: "jobs_total", help: "Jobs." });

if (isMainThread) {
  const start = () =>
    new Promise((resolve) => {
      const worker = new Worker(new URL(import.meta.url));
      worker.once("message", () => resolve(worker));
    });
  const workers = [await start(), await start(), await start()];
  process.on("message", async ({ terminate, exit }) => {
    if (terminate) await workers[0].terminate();
    if (exit) workers[1].postMessage("exit");
    process.send("done");
  });
  const { url } = await m.startServer({ port: 0, host: "127.0.0.1" });
  process.send({ url });
} else {
  jobs.inc(2);
  parentPort.on("message", () => {
    jobs.inc(5);
    process.exit();
  });
  // Others can see what it has counted, and how it ends is up to the test.
  await m.render();
  parentPort.postMessage("counted");
}
