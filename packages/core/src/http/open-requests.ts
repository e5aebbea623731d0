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

/**
 * The one that a request which these metrics meet again already has. One that never began, or that
 * only an instrument has met, says nothing of the request once it is over.
 */
export function knownBy(
  http: HttpMetrics,
  first: Measurement,
  measured: boolean,
): Measurement | undefined {
  let known: Measurement | undefined = first;
  while (known !== undefined) {
    const isSpent = known.ended && (measured ? !known.measured : known.startedAt === 0);
    if (known.http === http && !isSpent) return known;
    known = known.next;
  }
  return undefined;
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
