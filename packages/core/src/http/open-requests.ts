import type { IncomingMessage } from "node:http";
import type { Measurement } from "./measurement.js";

/** Two copies of this library share it, so that they notice when they measure the same. */
const KEY = Symbol.for("routemetrics.open-requests@1");

/**
 * A request with its measurements, one chain over all metrics of the process.
 *
 * A property and not a WeakMap, whose entries cost each request a hash and each
 * garbage collection a pass: it was the dearest part of a measured request.
 */
interface MeasuredRequest extends IncomingMessage {
  [KEY]?: Measurement;
}

/** The measurements of a request, linked by `next`. */
export function measurementsOf(request: IncomingMessage): Measurement | undefined {
  return (request as MeasuredRequest)[KEY];
}

export function keepMeasurement(request: IncomingMessage, measurement: Measurement): void {
  (request as MeasuredRequest)[KEY] = measurement;
}
