import type { ServerResponse } from "node:http";
import {
  createMetrics as createCoreMetrics,
  type Metrics,
  type MetricsOptions,
} from "@routemetrics/core";
import { attach, excludeEverywhere } from "@routemetrics/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { earlyMeeting } from "./early-meeting.js";
import { preinitialiseRoutes } from "./known-routes.js";
import { followRoute, routeTemplateOf, swapView, viewOf, watchRouters } from "./route-template.js";
import { rootApp, rootLayers, watchUnhandledErrors } from "./unhandled-errors.js";

export * from "@routemetrics/core";

export type ExpressMetricsOptions = MetricsOptions<Request, Response>;
export type ExpressMetrics = Metrics<Request, Response>;

/** Metrics as a middleware: `app.use(m)` measures every request that passes it. */
export interface MetricsMiddleware extends ExpressMetrics {
  (request: Request, response: Response, next: NextFunction): void;
}

const framework = {
  route: (request: Request) => routeTemplateOf(request),
  swapView: (request: Request) => swapView(request),
  viewOf: (request: Request) => viewOf(request),
  statusCode: (response: ServerResponse): number => Reflect.get(response, "statusCode"),
} as const;

/** Makes metrics without an application (app factories); `metrics(m)` attaches them. */
export function createMetrics(options: ExpressMetricsOptions = {}): ExpressMetrics {
  return createCoreMetrics(options);
}

/**
 * The middleware that measures every request and answers `GET /metrics`.
 * Takes options, or metrics made before, which any number of applications may share.
 */
export function metrics(given: ExpressMetricsOptions | ExpressMetrics = {}): MetricsMiddleware {
  const { metrics: m, http, guard, options, scrape, isScrape } = attach(given);
  watchRouters();
  const meetEarly = earlyMeeting(http);
  function watchApp(request: Request): void {
    const app = rootApp(request);
    if (app === undefined) return;
    watchUnhandledErrors(app);
    meetEarly(app);
  }
  let isPreinitialised = options.preinitialise !== true;
  function measureRequest(request: Request, response: Response, next: NextFunction): void {
    if (!isPreinitialised) {
      // Routes are added after the middleware: with the first request, be it a scrape, they are there.
      isPreinitialised = true;
      preinitialiseRoutes(http, rootLayers(request));
    }
    if (isScrape(request.url)) {
      excludeEverywhere(request);
      watchApp(request);
      const pass = (error?: unknown) => (error ? next(error) : scrape(request, response));
      const refusal = guard === undefined ? pass() : guard(request, response, pass);
      // Express 4 does not wait for promises.
      if (refusal instanceof Promise) refusal.catch(next);
      return;
    }
    const isBegun = http.beginPrepared(framework as never, request);
    if (!isBegun && http.current(request)?.measured !== true) {
      http.begin(framework as never, { request, response }, request, response);
      followRoute(request);
      watchApp(request);
    }
    next();
  }
  return withMembers(measureRequest, m);
}

/**
 * Gives a function the members of metrics by its prototype. With so many of its own V8 would search
 * for each property of it, such as the `length` that Express reads before it calls a layer.
 */
function withMembers<Call extends object>(call: Call, m: ExpressMetrics): Call & ExpressMetrics {
  const members = Object.setPrototypeOf({ ...m }, Function.prototype);
  return Object.setPrototypeOf(call, members);
}
