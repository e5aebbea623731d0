import type { IncomingMessage } from "node:http";
import type { Measurement } from "./measurement.js";
import { measurementsOf } from "./open-requests.js";

/** For adapters: an error of this request reached the end of the application. */
export function noteUnhandled(request: IncomingMessage): void {
  let measurement = measurementsOf(request);
  while (measurement !== undefined) {
    measurement.unhandled = true;
    measurement = measurement.next;
  }
}

/**
 * For adapters: calls what comes after the metrics. An error that it throws, or that
 * its promise rejects with, reached the end of the application; it is thrown on.
 */
export function noteErrors<Result>(request: IncomingMessage, next: () => Result): Result {
  const rethrow = (error: unknown): never => {
    noteUnhandled(request);
    throw error;
  };
  try {
    const result = next();
    return result instanceof Promise ? (result.catch(rethrow) as Result) : result;
  } catch (error) {
    return rethrow(error);
  }
}

/** True for requests that count as exceptions: an error was the client's when it was answered with 4xx. */
export function hasFailed(measurement: Measurement): boolean {
  const { code } = measurement;
  if (code >= 400 && code < 500) return false;
  if (measurement.unhandled === true) return true;
  return measurement.framework.failed !== undefined && hasFailedUntold(measurement);
}

function hasFailedUntold(measurement: Measurement): boolean {
  const { framework, code, rawResponse, request, response } = measurement;
  if (code < 500 && rawResponse.statusCode < 500) return false;
  return framework.failed?.(request, response) === true;
}
