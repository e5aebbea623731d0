import type { IncomingMessage } from "node:http";
import type { HttpMetrics } from "./http-metrics.js";
import type { Measurement } from "./measurement.js";
import { stateOf } from "./request-state.js";

/** Two copies of this library share the key, so that they notice when they measure the same. */
const OPEN = Symbol.for("routemetrics.open-requests@1");
type State = { [OPEN]?: Measurement };

/** The measurements of a request, one chain over all metrics of the process, linked by `next`. */
export function measurementsOf(request: IncomingMessage): Measurement | undefined {
  return (stateOf(request) as State)[OPEN];
}

/** The one by these metrics in the chain that begins with `first`. */
export function measurementBy(
  http: HttpMetrics,
  first: Measurement | undefined,
): Measurement | undefined {
  let measurement = first;
  while (measurement !== undefined && measurement.http !== http) measurement = measurement.next;
  return measurement;
}

export function keepMeasurement(request: IncomingMessage, measurement: Measurement): void {
  (stateOf(request) as State)[OPEN] = measurement;
}

/** A scrape is in no metric, whichever metrics have met it. */
export function excludeEverywhere(request: IncomingMessage): void {
  let measurement = measurementsOf(request);
  while (measurement !== undefined) {
    measurement.http.exclude(measurement);
    measurement = measurement.next;
  }
}
