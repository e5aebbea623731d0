// Prints how many bytes the recording of one finished request allocates.
import { createMetrics } from "@routemetrics/core";
import { internalsOf } from "@routemetrics/core/adapter";
import { Registry } from "prom-client";

const REQUESTS = 50_000;
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

function bytesOfRound() {
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < REQUESTS; i++) {
    finished.seconds = 0.001 * ((i % 1000) + 1);
    recorder.record(routes[i % routes.length], finished, NO_LABELS);
  }
  return (process.memoryUsage().heapUsed - before) / REQUESTS;
}

// The engine compiles in the background: on a busy machine some rounds come before it is done.
console.log(Math.min(...Array.from({ length: 20 }, bytesOfRound)));
process.exit();
