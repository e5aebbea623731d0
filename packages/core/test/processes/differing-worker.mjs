// A worker whose metrics have the names of another one's and are something else: as `RELEASE` says.
import { createServer } from "node:http";
import { Counter, createMetrics, Gauge, Histogram, Summary } from "@routemetrics/core";

const { DIRECTORY: directory, RELEASE } = process.env;
const isNew = RELEASE === "new";

function measuring() {
  const warnings = [];
  const m = createMetrics({
    processMetrics: false,
    logger: { warn: (message) => warnings.push(message) },
    aggregate: { directory },
  });
  const buckets = isNew ? [1, 4, 8] : [1, 2, 4];
  new Histogram({ name: "sizes", help: "Sizes.", buckets, nativeHistogram: isNew }).observe(3);
  const jobs = isNew
    ? new Counter({ name: "jobs_total", help: "Jobs.", labelNames: ["place"] })
    : new Counter({ name: "jobs_total", help: "All jobs.", labelNames: ["kind"] });
  jobs.labels(isNew ? { place: "here" } : { kind: "mail" }).inc(2);
  const Odd = isNew ? Histogram : Summary;
  new Odd({ name: "odd", help: "O." }).observe(1);
  const level = new Gauge({ name: "level", help: "L.", aggregation: isNew ? "max" : "sum" });
  level.set(isNew ? 5 : 1);
  return { m, warnings, scrape: m.handler() };
}

// Some workers do other work, and never call metrics().
const measured = RELEASE === "none" ? undefined : measuring();
const server = createServer((request, response) => {
  if (request.url.startsWith("/metrics") && measured) measured.scrape(request, response);
  else response.end(JSON.stringify(measured?.warnings ?? []));
});
server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, async () => {
  await measured?.m.render();
  const { port } = server.address();
  process.send({ ready: { pid: process.pid, port, own: port } });
});
