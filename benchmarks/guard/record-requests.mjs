import { createMetrics } from "@routemetrics/core";
import { internalsOf } from "@routemetrics/core/adapter";
import { Registry } from "prom-client";

const NO_LABELS = [];

const metrics = createMetrics({ registry: new Registry(), processMetrics: false });
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
const routes = Array.from({ length: 20 }, (_, index) => ({
  template: `/things${index}/:id`,
  slot: undefined,
}));

/** Records finished requests of twenty routes, as the end of a response does. */
export function recordRequests(requests) {
  for (let i = 0; i < requests; i++) {
    finished.seconds = 0.001 * ((i % 1000) + 1);
    recorder.record(routes[i % routes.length], finished, NO_LABELS);
  }
}
