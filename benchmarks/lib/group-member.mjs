// A cluster of workers with many series, which does what the scenario tells it.
//   node group-member.mjs ours|alone|prom-client <workers> <series>     alone: without aggregation
import cluster from "node:cluster";
import { once } from "node:events";
import promClient from "prom-client";
import { answerScrapes } from "./answer-scrapes.mjs";
import { cpuNanoseconds } from "./measure.mjs";
import { oursOf, theirsOf } from "./scraped.mjs";
import { durationAt, routeAt } from "./workload.mjs";

const [, , whose, workers, series] = process.argv;
const aggregator = whose === "prom-client" ? new promClient.AggregatorRegistry() : undefined;
const cpuMilliseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

if (cluster.isPrimary) {
  const forked = Array.from({ length: Number(workers) }, () => cluster.fork());
  await Promise.all(forked.map((worker) => once(worker, "message")));
  const tell = async (worker, order) => {
    const answer = new Promise((resolve) => {
      // prom-client's messages go the same way.
      const listen = (message) => {
        if (message.result === undefined) return;
        worker.off("message", listen);
        resolve(message.result);
      };
      worker.on("message", listen);
    });
    worker.send(order);
    return answer;
  };
  const answering =
    aggregator &&
    (await answerScrapes(async (_request, response) => {
      response.setHeader("content-type", aggregator.contentType);
      // It gives up after five seconds: such an answer counts with what it took until then.
      response.end(await aggregator.clusterMetrics().catch(({ message }) => message));
    }));
  const tellAll = (order) => Promise.all(forked.map((worker) => tell(worker, order)));
  const orders = {
    touch: (order) => tellAll(order),
    record: (order) => tell(forked[0], order),
    usage: async (order) => {
      const used = await tellAll(order);
      return used.reduce((sum, one) => sum + one, cpuMilliseconds());
    },
    port: (order) => answering?.port ?? tell(forked[0], order),
    stall: (order) => answering?.stall ?? tell(forked[0], order),
  };
  process.on("message", async (order) => process.send(await orders[order.name](order)));
  process.on("disconnect", () => process.exit());
  process.send("ready");
} else {
  const subject =
    whose === "prom-client"
      ? theirsOf(Number(series))
      : oursOf(Number(series), {
          aggregate: whose === "alone" ? false : "auto",
          // The recorded routes are others than those of the series.
          maxSeries: 2 * Number(series) + 1,
        });
  if (whose === "prom-client") promClient.AggregatorRegistry.setRegistries([subject.registry]);
  await subject.render();
  const answering = await answerScrapes(subject.handler);
  const record = async (requests) => {
    // As a server does, in many short turns: what aggregation does in between is in the measure.
    for (let done = 0; done < requests; done += 1000) {
      for (let i = 0; i < 1000; i++) subject.record(routeAt(i), 200, durationAt(done + i));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const orders = {
    touch: ({ part }) => subject.touch(part),
    record: ({ requests }) => cpuNanoseconds(record, requests),
    usage: () => cpuMilliseconds(),
    port: () => answering.port,
    stall: () => answering.stall,
  };
  process.on("message", async (order) => {
    const result = await orders[order.name]?.(order);
    if (order.name in orders) process.send({ result: result ?? null });
  });
  process.send("ready");
}
