import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createMetrics, internalsOf, type MetricsInternals } from "../metrics.js";
import type { RequestRecorder } from "./request-recorder.js";

/** Measured: none. The margin is for what the engine itself allocates now and then. */
const MAX_BYTES_PER_REQUEST = 8;
const REQUESTS = 50_000;
const NO_LABELS: readonly string[] = [];

test("recording a request allocates no object", () => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const metrics = createMetrics({ registry: new Registry(), processMetrics: false });
  const { http } = internalsOf(metrics) as MetricsInternals;
  const [recorder] = http.settings.recorders as [RequestRecorder];
  const finished = {
    method: 0,
    code: 200,
    seconds: 0.5,
    requestBytes: 0,
    responseBytes: 0,
    secondsToFirstByte: -1,
    exemplar: undefined,
  };
  const paths = Array.from({ length: 20 }, (_, index) => `/things${index}/:id`);
  const record = (): void => {
    for (let i = 0; i < REQUESTS; i++) {
      finished.seconds = 0.001 * ((i % 1000) + 1);
      recorder.record(paths[i % paths.length], finished, NO_LABELS);
    }
  };
  const bytesOfRound = (): number => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    record();
    return (process.memoryUsage().heapUsed - before) / REQUESTS;
  };
  // The engine compiles in the background: on a busy machine some rounds come before it is done.
  const rounds = Array.from({ length: 20 }, bytesOfRound);
  expect(Math.min(...rounds)).toBeLessThan(MAX_BYTES_PER_REQUEST);
});
