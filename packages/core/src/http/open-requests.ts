import type { IncomingMessage } from "node:http";
import type { Measurement } from "./measurement.js";

const KEY = Symbol.for("routemetrics.open-requests@1");

/**
 * Request → its measurements, in one chain over all metrics of the process. Two
 * copies of this library share it, so that they notice when they measure the same.
 */
function openRequests(): WeakMap<IncomingMessage, Measurement> {
  const holder = globalThis as { [KEY]?: WeakMap<IncomingMessage, Measurement> };
  holder[KEY] ??= new WeakMap();
  return holder[KEY];
}

/** The measurements of a request, linked by `next`. */
export function measurementsOf(request: IncomingMessage): Measurement | undefined {
  return openRequests().get(request);
}

export function keepMeasurement(request: IncomingMessage, measurement: Measurement): void {
  openRequests().set(request, measurement);
}
