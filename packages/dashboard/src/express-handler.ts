import type { IncomingMessage, ServerResponse } from "node:http";
import type { DashboardOptions } from "./dashboard-options.js";
import { dashboardSite, type SiteRoute } from "./dashboard-site.js";
import type { DashboardSource } from "./dashboard-source.js";

/** Fits Express 4 and 5, and anything else with `(req, res, next)`. */
export type DashboardHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** Answers the addresses of the dashboard and leaves every other request alone. */
export function expressHandler(
  source: DashboardSource,
  options: DashboardOptions,
): DashboardHandler {
  const exclude = source.excludeAll() as DashboardHandler;
  const site = dashboardSite(source, options);
  const handlers = [exclude, ...([site.guard ?? []].flat() as DashboardHandler[])];

  return (request, response, next) => {
    const route = site.routes.get(pathOf(request.url));
    if (!route) return next();
    runAll(handlers, request, response, (error) => {
      if (error !== undefined) return next(error);
      send(route, request, response).catch(next);
    });
  };
}

/** One after the other; a handler that does not call on has answered. */
function runAll(
  handlers: readonly DashboardHandler[],
  request: IncomingMessage,
  response: ServerResponse,
  done: (error?: unknown) => void,
): void {
  const [first, ...rest] = handlers;
  if (!first) {
    done();
    return;
  }
  const next = (error?: unknown) =>
    error === undefined || error === null ? runAll(rest, request, response, done) : done(error);
  try {
    // Express 5 takes promises from handlers, so a guard may return one that rejects.
    Promise.resolve(first(request, response, next) as unknown).catch(done);
  } catch (error) {
    done(error);
  }
}

async function send(
  route: SiteRoute,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await route(request);
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}

function pathOf(url = "/"): string {
  const end = url.indexOf("?");
  return end === -1 ? url : url.slice(0, end);
}
