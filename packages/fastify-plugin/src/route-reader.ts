import { Route } from "@routemetrics/core/adapter";
import type { FastifyRequest } from "fastify";
import { internalSymbol } from "./fastify-internals.js";

/** What the matched route was registered with: one object per route, kept in Fastify's context of it. */
export class FastifyRoute extends Route {
  /** False where no route matched: there is no template. */
  readonly isMatched: boolean;
  /** True: it answers scrapes, and is in no metric. */
  readonly isScrape: boolean;
  /** True: at least the default metrics skip it. */
  readonly isLeftOut: boolean;
  /** What the application calls it for its metrics. */
  readonly name: string | undefined;

  constructor(config: RouteConfig, scrapePath: string | undefined) {
    super(config.url ?? "");
    this.isMatched = config.url !== undefined;
    this.isScrape = this.isMatched && config.url === scrapePath;
    this.isLeftOut = this.isScrape || isSkipped(config);
    this.name = config.statsId;
  }
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
  /** Fastify's; until the first request one that nothing has, afterwards undefined where Fastify has none. */
  let symbol: symbol | undefined = key;
  // Apart from what each request runs, for the compiler to inline only that.
  const meet = (request: FastifyRequest): FastifyRoute => {
    if (symbol === key) symbol = contextSymbol(request);
    const context = symbol === undefined ? undefined : contextOf(request, symbol);
    const known = context?.[key];
    if (known !== undefined) return known;
    const route = new FastifyRoute(context?.config ?? publicConfig(request), scrapePath);
    if (context?.config !== undefined) context[key] = route;
    return route;
  };
  return (request) => {
    const context = contextOf(request, symbol as symbol);
    return context?.[key] ?? meet(request);
  };
}

/** The default metrics skip the route. */
export function isSkipped({ metrics, disableMetrics }: RouteConfig): boolean {
  return metrics === false || disableMetrics === true;
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
