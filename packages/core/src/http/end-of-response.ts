import { ServerResponse } from "node:http";
import { watchStream } from "./closed-stream.js";
import { isUpgraded, onHandshake } from "./handshake.js";
import type { Measurement } from "./measurement.js";
import { onSocketClose } from "./socket-close.js";

const { on } = ServerResponse.prototype;

/**
 * Ends a measurement when its response has closed: `close` is the only event that
 * follows every response, finished or not. All measurements of a response share one listener.
 */
export function endWithResponse(measurement: Measurement): void {
  const { rawResponse: response, next } = measurement;
  if (next !== undefined) next.newer = measurement;
  if (next === undefined || next.rawResponse !== response) {
    const end = endAllFrom.bind(measurement);
    if (measurement.isServed === true) on.call(response, "close", end);
    else response.on("close", end);
  }
  if (measurement.isServed === false) watchOtherEnds(measurement);
}

function watchOtherEnds(measurement: Measurement): void {
  const { rawRequest: request, rawResponse: response, socket } = measurement;
  if (request.httpVersionMajor === 2) watchStream(response, () => measurement.end());
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

function endAllFrom(this: Measurement): void {
  let measurement: Measurement | undefined = this;
  while (measurement !== undefined) {
    measurement.end();
    measurement = measurement.newer;
  }
}
