import type { IncomingMessage } from "node:http";
import type { Measurement } from "./measurement.js";
import { RequestState } from "./request-state.js";

/** Two copies of this library share the key, so that they notice when they measure the same. */
const requests = new RequestState<Measurement>(Symbol.for("routemetrics.open-requests@1"));

/** The measurements of a request, one chain over all metrics of the process, linked by `next`. */
export function measurementsOf(request: IncomingMessage): Measurement | undefined {
  return requests.get(request);
}

export function keepMeasurement(request: IncomingMessage, measurement: Measurement): void {
  requests.set(request, measurement);
}

/** A scrape is in no metric, whichever metrics have met it. */
export function excludeEverywhere(request: IncomingMessage): void {
  let measurement = measurementsOf(request);
  while (measurement !== undefined) {
    measurement.http.exclude(measurement);
    measurement = measurement.next;
  }
}
