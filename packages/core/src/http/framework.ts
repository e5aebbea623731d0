import type { ServerResponse } from "node:http";
import type { RequestView } from "./request-view.js";
import type { Route } from "./route.js";

/** What core asks an adapter about a request that is over. */
export interface Framework<Request = unknown, Response = unknown> {
  /**
   * The route that matched: its template, as the application wrote it, with all prefixes.
   * An adapter that has an object per route gives that, which costs each request less.
   */
  route(request: Request, response: Response): Route | string | undefined;
  /** A name that the application gave the route for its metrics; some presets record it. */
  routeName?(request: Request): string | undefined;
  /**
   * True when an error occurred that no handler of the application answered. Asked where the code
   * that was sent is 500 or more, or the present one of the response: after the headers the code
   * on the wire says nothing.
   * Adapters that are told of errors as they occur call `noteUnhandled` instead.
   */
  failed?(request: Request, response: Response): boolean;
  /**
   * The present code of Node's response. For a framework that gives each response a shape of its
   * own: there `response.statusCode` costs more than to ask for it as `Reflect.get` does.
   */
  statusCode?(response: ServerResponse): number;
  /**
   * Turns the request into what its handler saw, and, called again, back: around all
   * label functions of a request that is over. For a framework that has restored it by then.
   * Must not throw.
   */
  swapView?(request: Request): void;
  /**
   * What the handler that an instrument is met at sees of the request, for the instrument's
   * label functions, which run when others have had it. Undefined: they read the request as
   * it is then. Must not throw.
   */
  viewOf?(request: Request): RequestView | undefined;
}

/** For requests that no adapter has seen yet, or ever will: an adapter that sees one later takes its place. */
export const NO_FRAMEWORK: Framework = {
  route: () => undefined,
};
