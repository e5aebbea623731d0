import type { HttpMetrics } from "@routemetrics/core/adapter";
import type { Request, Response } from "express";
import { followEarly, watchApplication } from "./route-template.js";
import { unhandledErrorsWatch } from "./unhandled-errors.js";

type Handle = (this: unknown, request: Request, response: Response, next: unknown) => unknown;

/**
 * Lets the metrics meet the requests of an application, from its next one on, before Express gives
 * them a shape of their own, in which V8 searches for each property anew. Whether a request is
 * measured, and from when, the middleware decides.
 */
export function earlyMeeting(http: HttpMetrics): (app: object) => void {
  const known = new WeakSet<object>();
  return (app) => {
    if (known.has(app)) return;
    known.add(app);
    try {
      meetEarly(app, http);
    } catch {
      // A frozen application: the middleware alone meets its requests.
    }
  };
}

function meetEarly(app: { handle?: Handle }, http: HttpMetrics): void {
  const { handle } = app;
  if (typeof handle !== "function") return;
  watchApplication(app);
  const watchUnhandled = unhandledErrorsWatch(app as never);
  app.handle = function (request, response, next) {
    prepare(http, request, response, watchUnhandled);
    return handle.call(this, request, response, next);
  };
}

function prepare(
  http: HttpMetrics,
  request: Request,
  response: Response,
  watchUnhandled: () => void,
): void {
  try {
    if (http.prepare({ request, response })) followEarly(request);
    watchUnhandled();
  } catch {
    // No request of Node: the middleware will see.
  }
}
