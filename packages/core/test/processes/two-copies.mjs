// A worker that has loaded the library twice, as `import` and `require` may, or two adapters.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import * as first from "@routemetrics/core";
import { Registry } from "prom-client";

const second = createRequire(import.meta.url)("../../dist/cjs/index.js");
if (second.createMetrics === first.createMetrics) throw new Error("it is one copy");
const warnings = [];
const options = {
  processMetrics: false,
  aggregate: { directory: process.env.DIRECTORY },
  logger: { warn: (message) => warnings.push(message) },
};
const registry = new Registry();
const scrapes = {
  "/first": first.createMetrics(options).handler(),
  "/second": second.createMetrics(options).handler(),
  "/other": second.createMetrics({ ...options, registry }).handler(),
};
const jobs = new first.Counter({ name: "jobs_total", help: "Jobs." });
const others = new second.Counter({ name: "others_total", help: "Others.", registry });

const own = createServer((request, response) => {
  if (request.url === "/warnings") return response.end(JSON.stringify(warnings));
  const scrape = scrapes[request.url];
  if (scrape) return scrape(request, response);
  jobs.inc();
  others.inc();
  response.end();
});
own.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () => {
  const { port } = own.address();
  process.send({ ready: { pid: process.pid, port, own: port } });
});
