import type { IncomingMessage, ServerResponse } from "node:http";
import type { Measurement } from "./measurement.js";
import { measurementsOf } from "./open-requests.js";
import type { RawExchange } from "./request-arguments.js";

/**
 * Ends a measurement when its response has closed: `close` is the only event that
 * follows every response, finished or not.
 *
 * All measurements of a request share one listener, and all responses one function:
 * a closure would be made for each request.
 */
export function endWithResponse(
  { request, response }: RawExchange,
  measurement: Measurement,
): void {
  if (measurement.next !== undefined && response === measurement.next.rawResponse) return;
  if (response.req === request) response.on("close", endAll);
  else response.on("close", () => endAllOf(request));
}

function endAll(this: ServerResponse): void {
  endAllOf(this.req);
}

function endAllOf(request: IncomingMessage): void {
  let measurement = measurementsOf(request);
  while (measurement !== undefined) {
    measurement.end();
    measurement = measurement.next;
  }
}
