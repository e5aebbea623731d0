import { createMetrics } from "@routemetrics/core";
import { internalsOf, Route } from "@routemetrics/core/adapter";
import { Registry } from "prom-client";

const NO_LABELS = [];

/** With a folder this process is one of many, whose metrics are exposed together. */
const { GROUP_FOLDER: directory } = process.env;
const metrics = createMetrics({
  registry: new Registry(),
  processMetrics: false,
  aggregate: directory ? { directory } : false,
});
const [recorder] = internalsOf(metrics).http.settings.recorders;
const finished = {
  method: 0,
  code: 200,
  seconds: 0.5,
  requestBytes: 0,
  responseBytes: 0,
  secondsToFirstByte: -1,
  exemplar: undefined,
};
const routes = Array.from({ length: 20 }, (_, index) => new Route(`/things${index}/:id`));

/** Records finished requests of twenty routes, as the end of a response does. */
export function recordRequests(requests) {
  for (let i = 0; i < requests; i++) {
    finished.seconds = 0.001 * ((i % 1000) + 1);
    recorder.record(routes[i % routes.length], finished, NO_LABELS);
  }
}

// A scrape has met every series, as in a service that has run for a while.
recordRequests(routes.length);
const { body } = await metrics.render();
if (body.includes("routemetrics_workers ") !== Boolean(directory)) throw new Error("no group");
