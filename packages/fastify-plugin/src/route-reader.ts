import type { FastifyRequest } from "fastify";
import { internalSymbol } from "./fastify-internals.js";

/** What the matched route was registered with: one object per route, kept in Fastify's context of it. */
export interface FastifyRoute {
  /** Undefined when no route matched. */
  readonly template: string | undefined;
  /** True: it answers scrapes, and is in no metric. */
  readonly isScrape: boolean;
  /** True: the default metrics skip it. */
  readonly isSkipped: boolean;
  /** What the application calls it for its metrics. */
  readonly name: string | undefined;
  /** What core keeps for the route. */
  slot: unknown;
}

interface RouteConfig {
  readonly url?: string | undefined;
  readonly metrics?: boolean | undefined;
  /** As `metrics: false`: what fastify-metrics reads. */
  readonly disableMetrics?: boolean | undefined;
  /** The name of the route in fastify-metrics. */
  readonly statsId?: string | undefined;
}

interface RouteContext {
  readonly config?: RouteConfig;
  /** Under the key of each reader. */
  [key: symbol]: FastifyRoute | undefined;
}

const CONTEXT = "fastify.context";

/**
 * Returns what reads the route of a request.
 *
 * `request.routeOptions` makes an object of a dozen properties each time. Fastify
 * keeps what it needs of a route in a context, under a symbol of its own; the
 * first request shows whether it is there and says the same.
 */
export function routeReader(
  scrapePath: string | undefined,
): (request: FastifyRequest) => FastifyRoute {
  const key = Symbol("routemetrics.route");
  /** Undefined where there is none, null before the first request. */
  let symbol: symbol | undefined | null = null;
  return (request) => {
    if (symbol === null) symbol = contextSymbol(request);
    const context = symbol === undefined ? undefined : contextOf(request, symbol);
    const known = context?.[key];
    if (known !== undefined) return known;
    const route = newRoute(context?.config ?? publicConfig(request), scrapePath);
    if (context?.config !== undefined) context[key] = route;
    return route;
  };
}

/** The default metrics skip the route. */
export function isSkipped({ metrics, disableMetrics }: RouteConfig): boolean {
  return metrics === false || disableMetrics === true;
}

function newRoute(config: RouteConfig, scrapePath: string | undefined): FastifyRoute {
  return {
    template: config.url,
    isScrape: scrapePath !== undefined && config.url === scrapePath,
    isSkipped: isSkipped(config),
    name: config.statsId,
    slot: undefined,
  };
}

function contextSymbol(request: FastifyRequest): symbol | undefined {
  const symbol = internalSymbol(request, CONTEXT);
  if (symbol === undefined) return undefined;
  const url = contextOf(request, symbol)?.config?.url;
  return url === publicConfig(request).url ? symbol : undefined;
}

function contextOf(request: FastifyRequest, symbol: symbol): RouteContext | undefined {
  return (request as unknown as { [key: symbol]: RouteContext | undefined })[symbol];
}

function publicConfig(request: FastifyRequest): RouteConfig {
  const { routeOptions } = request;
  // The first releases of Fastify 4 lack `routeOptions`; later ones warn of what those have.
  if (routeOptions === undefined) {
    const old = request as { context?: RouteContext; routerPath?: string };
    const config = Object.hasOwn(request, "context") ? old.context?.config : undefined;
    return { ...config, url: old.routerPath };
  }
  const { url, config } = routeOptions;
  return { ...config, url };
}
