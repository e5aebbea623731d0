import type { FastifyRequest } from "fastify";
import { internalSymbol } from "./fastify-internals.js";

/** What the matched route was registered with; empty when there is none. */
export interface RouteConfig {
  readonly url?: string | undefined;
  readonly metrics?: boolean | undefined;
  /** As `metrics: false`: what fastify-metrics reads. */
  readonly disableMetrics?: boolean | undefined;
  /** The name of the route in fastify-metrics. */
  readonly statsId?: string | undefined;
}

const CONTEXT = "fastify.context";
const NO_ROUTE: RouteConfig = {};

/**
 * Returns what reads the config of a request's route.
 *
 * `request.routeOptions` makes an object of a dozen properties each time. Fastify
 * keeps the config in a context under a symbol of its own; the first request
 * shows whether it is there and says the same.
 */
export function routeReader(): (request: FastifyRequest) => RouteConfig {
  let symbol: symbol | undefined;
  let isKnown = false;
  return (request) => {
    if (!isKnown) {
      isKnown = true;
      symbol = contextSymbol(request);
    }
    if (symbol === undefined) return publicConfig(request);
    return contextConfig(request, symbol) ?? publicConfig(request);
  };
}

function contextSymbol(request: FastifyRequest): symbol | undefined {
  const symbol = internalSymbol(request, CONTEXT);
  if (symbol === undefined) return undefined;
  return contextConfig(request, symbol)?.url === publicConfig(request).url ? symbol : undefined;
}

function contextConfig(request: FastifyRequest, symbol: symbol): RouteConfig | undefined {
  return (request as unknown as { [key: symbol]: { readonly config?: RouteConfig } | undefined })[
    symbol
  ]?.config;
}

function publicConfig(request: FastifyRequest): RouteConfig {
  const { routeOptions } = request;
  // Only the first releases of Fastify 4 lack `routeOptions`; later ones warn of `routerPath`.
  if (routeOptions === undefined) return { url: (request as { routerPath?: string }).routerPath };
  const { url, config } = routeOptions;
  return { ...(config ?? NO_ROUTE), url };
}
