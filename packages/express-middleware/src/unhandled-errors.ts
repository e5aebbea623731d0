import { noteUnhandled } from "@routemetrics/core/adapter";
import type { NextFunction, Request, Response } from "express";
import { appOf, type Router, routerOf } from "./loaded-routers.js";

interface App {
  readonly parent?: App;
  use(handler: unknown): unknown;
}

/**
 * Makes sure that the last layer of the application is ours: what reaches it as an
 * error was answered by no handler. Layers that the application adds later come
 * behind it, so it is moved to the end again. `router`: the application's own, which takes a getter to find.
 */
export function watchUnhandledErrors(app: App, router: Router | undefined = routerOf(app)): void {
  const stack = router?.stack;
  if (stack === undefined || stack[stack.length - 1]?.handle === noteError) return;
  const position = stack.findIndex(({ handle }) => handle === noteError);
  if (position === -1) app.use(noteError);
  else stack.push(...stack.splice(position, 1));
}

function noteError(error: unknown, request: Request, _: Response, next: NextFunction): void {
  noteUnhandled(request);
  next(error);
}

/**
 * An error that a sub-application does not answer goes on in the one it is mounted in.
 * Undefined where a bare router, or something else that knows such middlewares, has the request.
 */
export function rootApp(request: Request): App | undefined {
  let root = appOf(request) as App | undefined;
  while (root?.parent !== undefined) root = root.parent;
  return root;
}

/** The layers of the whole application that a request came to. */
export function rootLayers(request: Request): readonly unknown[] {
  const app = rootApp(request);
  return (app && routerOf(app)?.stack) ?? [];
}
