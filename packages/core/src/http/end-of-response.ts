import type { IncomingMessage, ServerResponse } from "node:http";
import { watchStream } from "./closed-stream.js";
import { isUpgraded, onHandshake } from "./handshake.js";
import type { Measurement } from "./measurement.js";
import { measurementsOf } from "./open-requests.js";
import { onSocketClose } from "./socket-close.js";

/**
 * Ends a measurement when its response has closed: `close` is the only event that
 * follows every response, finished or not.
 *
 * All measurements of a request share one listener, and all responses one function:
 * a closure would be made for each request.
 */
export function endWithResponse(measurement: Measurement): void {
  const { rawRequest: request, rawResponse: response, socket, next } = measurement;
  if (next === undefined || next.rawResponse !== response) {
    if (response.req === request) response.on("close", endAll);
    else response.on("close", () => endAllOf(request));
  }
  if (request.httpVersionMajor === 2) watchStream(response);
  // A pipelined response that waits for its turn has no socket, and Node 20
  // does not close it when the connection dies.
  if (response.socket === null && socket !== null) {
    response.on("close", onSocketClose(socket, measurement));
  }
  // Node sets it only where somebody listens for upgrades.
  if ((request as { upgrade?: boolean | null }).upgrade === true && socket !== null) {
    measurement.upgraded = isUpgraded(request);
    onHandshake(request, response, measurement.upgraded, (code) => measurement.end(code));
  }
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
