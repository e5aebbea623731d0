import type { IncomingMessage, ServerResponse } from "node:http";
import type { Measurement } from "./measurement.js";
import { requestClock } from "./request-clock.js";

type Chunk = string | Uint8Array;

/** Counts the bytes of the request's body as the parser delivers them, whoever reads it. */
export function watchRequestBytes(measurement: Measurement): void {
  const request = measurement.rawRequest;
  const watched = measurement.needWatched();
  const { push } = request;
  request.push = function (this: IncomingMessage, chunk: unknown, encoding?: BufferEncoding) {
    if (chunk !== null && chunk !== undefined) {
      watched.requestBytes += byteLength(chunk as Chunk, encoding);
    }
    return push.call(this, chunk, encoding);
  };
}

/** Counts the bytes of the response's body as they are written, without the framing of chunks. */
export function watchResponseBytes(measurement: Measurement): void {
  const response = measurement.rawResponse;
  const watched = measurement.needWatched();
  const { write, end } = response;
  const count = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) return;
    // A body to HEAD, 204 or 304 is not sent.
    if ((response as { _hasBody?: boolean })._hasBody === false) return;
    const known = typeof encoding === "string" ? (encoding as BufferEncoding) : undefined;
    watched.responseBytes += byteLength(chunk, known);
  };
  // `end` may call `write` for its chunk: what is written inside it is counted there.
  let ending = false;
  response.write = function (this: ServerResponse, ...args: unknown[]): boolean {
    const written = (write as (...all: unknown[]) => boolean).apply(this, args);
    if (!ending) count(args[0], args[1]);
    return written;
  } as typeof write;
  response.end = function (this: ServerResponse, ...args: unknown[]): ServerResponse {
    const first = !ending && !response.writableEnded;
    ending = true;
    const ended = (end as (...all: unknown[]) => ServerResponse).apply(this, args);
    if (first) count(args[0], args[1]);
    return ended;
  } as typeof end;
}

/** Notes when the headers are sent, whichever way that happens. */
export function watchHeaders(measurement: Measurement): void {
  const response = measurement.rawResponse;
  const watched = measurement.needWatched();
  const { writeHead } = response;
  // Node calls `writeHead` for implicit headers too.
  response.writeHead = function (this: ServerResponse, ...args: unknown[]): ServerResponse {
    watched.headersAt ||= requestClock();
    return (writeHead as (...all: unknown[]) => ServerResponse).apply(this, args);
  } as typeof writeHead;
}

function byteLength(chunk: Chunk, encoding?: BufferEncoding): number {
  return typeof chunk === "string" ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
}
