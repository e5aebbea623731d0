import { EventEmitter } from "node:events";
import { ServerResponse } from "node:http";
import { watchStream } from "./closed-stream.js";
import { isUpgraded, onHandshake } from "./handshake.js";
import type { Measurement } from "./measurement.js";
import { onSocketClose } from "./socket-close.js";

const { on } = ServerResponse.prototype;

/** Internals of Node's emitters: listeners by event, one alone as it is. */
interface Emitter {
  readonly _events?: Record<string, unknown> | undefined;
  _eventsCount?: number;
}

function noop(): void {}

/** True where an emitter keeps its listeners so. */
const KEEPS_LISTENERS = ((): boolean => {
  const emitter: EventEmitter & Emitter = new EventEmitter();
  emitter.on("close", noop);
  return emitter._events?.close === noop && emitter._eventsCount === 1;
})();

/**
 * Ends a measurement when its response has closed: `close` is the only event that
 * follows every response, finished or not. All measurements of a response share one listener.
 */
export function endWithResponse(measurement: Measurement): void {
  // Short, for the compiler to inline it: an ordinary response of a request that nobody else measures.
  if (measurement.next === undefined && measurement.isServed === true) {
    onClose(measurement.rawResponse, endAllFrom.bind(measurement));
  } else endWithAnyResponse(measurement);
}

/**
 * As Node's `on`, which searches for each property anew because it sees emitters of all shapes: a
 * quarter of the instructions that the metrics need for a request.
 */
function onClose(response: ServerResponse & Emitter, listener: () => void): void {
  const events = response._events;
  if (
    KEEPS_LISTENERS &&
    events !== undefined &&
    events.close === undefined &&
    events.newListener === undefined
  ) {
    events.close = listener;
    response._eventsCount = (response._eventsCount as number) + 1;
  } else on.call(response, "close", listener);
}

function endWithAnyResponse(measurement: Measurement): void {
  const { rawResponse: response, next } = measurement;
  if (next !== undefined) next.newer = measurement;
  if (next === undefined || next.rawResponse !== response) {
    response.on("close", endAllFrom.bind(measurement));
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
