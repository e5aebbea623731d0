import type { ServerResponse } from "node:http";
import { type Attached, attach } from "./attach.js";
import type { Framework } from "./http/framework.js";
import { exchangeIn } from "./http/request-arguments.js";
import { noteErrors } from "./http/unhandled-error.js";
import type { Metrics } from "./metrics.js";
import type { MetricsOptions } from "./options/metrics-options.js";

type Next = () => Promise<void>;

/** A middleware of a framework that passes one context, and what comes next. */
type Middleware<Context> = (context: Context, next: Next) => Promise<void>;

const NOT_MEASURED =
  "A request came through no server of Node: it is not measured. Serve the application with Node's http.";

/** A framework whose middleware gets one context and what comes next, as Koa's and Hono's. */
export interface ContextFramework<Context> extends Framework<Context, ServerResponse> {
  /** The path of a request, perhaps with its query. */
  url(context: Context): string;
  /** Called with every request that is measured, before it goes on. */
  follow?(context: Context): void;
  /** Answers a scrape. */
  scrape(context: Context, attached: Attached): void | Promise<void>;
}

/** Label functions get the context and Node's response. */
export type ContextMetrics<Context> = Metrics<Context, ServerResponse>;

/** Options whose guard is a middleware of the framework. */
export interface ContextOptions<Context, Guard>
  extends Omit<MetricsOptions<Context, ServerResponse>, "guard"> {
  /** Runs before the endpoint, and may answer instead. Default none. */
  readonly guard?: Guard;
}

/** Metrics as a middleware that measures every request and answers scrapes. */
export function contextMiddleware<Context>(
  given: ContextOptions<Context, never> | ContextMetrics<Context>,
  framework: ContextFramework<Context>,
): Middleware<Context> & ContextMetrics<Context> {
  const attached = attach(given as ContextMetrics<Context>);
  const { metrics, http, guard, isScrape } = attached;
  let isWarned = false;
  const middleware: Middleware<Context> = (context, next) => {
    if (isScrape(framework.url(context))) {
      const answer: Next = async () => framework.scrape(context, attached);
      return guard === undefined ? answer() : (guard as Middleware<unknown>)(context, answer);
    }
    const raw = exchangeIn([context])?.raw;
    if (raw === undefined) {
      if (!isWarned) http.settings.warn(NOT_MEASURED);
      isWarned = true;
      return next();
    }
    http.begin(framework as Framework, raw, context, raw.response);
    framework.follow?.(context);
    return noteErrors(raw.request, next);
  };
  return Object.assign(middleware, metrics);
}
