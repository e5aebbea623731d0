import type { HttpMetrics } from "@routemetrics/core/adapter";
import type { Request, Response } from "express";
import { routerOf } from "./loaded-routers.js";
import { followEarly, watchApplication } from "./route-template.js";
import { watchUnhandledErrors } from "./unhandled-errors.js";

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
  const router = routerOf(app);
  app.handle = function (request, response, next) {
    try {
      if (http.prepare({ request, response })) followEarly(request);
      watchUnhandledErrors(app as never, router);
    } catch {
      // No request of Node: the middleware will see.
    }
    return handle.call(this, request, response, next);
  };
}
