import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import {
  createMetrics as createCoreMetrics,
  type Metrics,
  type MetricsOptions,
} from "@routemetrics/core";
import {
  excludeEverywhere,
  type HttpMetrics,
  hasPath,
  internalsOf,
  type Measurement,
  type MetricsInternals,
  NO_FRAMEWORK,
} from "@routemetrics/core/adapter";
import type {
  FastifyInstance,
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
} from "fastify";
import fastifyPlugin from "fastify-plugin";
import { internal } from "./fastify-internals.js";
import { createFramework } from "./framework.js";
import { meetRequests } from "./meet-requests.js";
import { type FastifyRoute, isSkipped, routeReader } from "./route-reader.js";

export * from "@routemetrics/core";

export type FastifyMetrics = Metrics<FastifyRequest, FastifyReply>;

export interface FastifyMetricsOptions extends MetricsOptions<FastifyRequest, FastifyReply> {
  /** Metrics made with `createMetrics`, instead of all other options. */
  readonly metrics?: FastifyMetrics;
}

declare module "fastify" {
  interface FastifyInstance {
    /** Made by `@routemetrics/fastify`. */
    metrics: FastifyMetrics;
  }
  interface FastifyContextConfig {
    /** `false`: the default metrics skip this route. */
    metrics?: boolean;
    /** `true`: the same, as in fastify-metrics. */
    disableMetrics?: boolean;
    /** Preset `fastify-metrics`: stands for the route in `route`. */
    statsId?: string;
  }
}

/** Makes metrics without an application; register the plugin with `{ metrics: m }` to attach them. */
export function createMetrics(
  options: MetricsOptions<FastifyRequest, FastifyReply> = {},
): FastifyMetrics {
  return createCoreMetrics(options);
}

const plugin: FastifyPluginCallback<FastifyMetricsOptions> = (fastify, options, done) => {
  const { metrics: given, ...own } = options;
  const m = given ?? createMetrics({ logger: fastify.log, ...own });
  const internals = internalsOf(m) as MetricsInternals;
  // Registered again, the first metrics keep the decorator; requests are counted once all the same.
  if (!fastify.hasDecorator("metrics")) fastify.decorate("metrics", m);
  measure(fastify, internals);
  if (internals.endpoint !== false) addEndpoint(fastify, m, internals.endpoint, internals);
  done();
};

function measure(fastify: FastifyInstance, internals: MetricsInternals): void {
  const { http, endpoint } = internals;
  const scrapePath = endpoint === false ? undefined : `${fastify.prefix}${endpoint}`;
  const routeOf = routeReader(scrapePath);
  const framework = createFramework(routeOf) as never;
  meetRequests(fastify, (request, reply) => {
    // The compiler inlines the last call first, and stops when it has had enough.
    const route = routeOf(request);
    const raw = { request: request.raw, response: reply.raw };
    const measurement = http.begin(framework, raw, request, reply);
    if (route.isLeftOut === true) leaveOut(http, route, measurement);
  });
  if (internals.options.preinitialise) preinitialiseRoutes(fastify, internals);
  if (isRoot(fastify)) measureUnmet(fastify, internals, scrapePath);
}

function leaveOut(http: HttpMetrics, { isScrape }: FastifyRoute, measurement: Measurement): void {
  if (isScrape) http.exclude(measurement);
  else http.doNotTrack(measurement);
}

/** Routes registered from now on exist at 0; the endpoint is in no metric. */
function preinitialiseRoutes(fastify: FastifyInstance, { http, endpoint }: MetricsInternals): void {
  fastify.addHook("onRoute", ({ method, url, config }) => {
    if (url === `${fastify.prefix}${endpoint}` || isSkipped(config ?? {})) return;
    for (const one of [method].flat()) http.preinitialise(url, one, config?.statsId);
  });
}

/**
 * Some requests are not met: malformed URLs, those refused while closing, routes registered
 * earlier in a scope of their own. The server sees them all; a request that was met is known
 * already by the time this listener is called.
 */
function measureUnmet(
  fastify: FastifyInstance,
  { http }: MetricsInternals,
  scrapePath: string | undefined,
): void {
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    if (http.current(request)?.measured === true) return;
    if (scrapePath !== undefined && hasPath(request.url, scrapePath)) return;
    http.begin(NO_FRAMEWORK, { request, response }, request, response);
  };
  listenAfterwards(fastify.server, http, listener);
  onFurtherServers(fastify, (server) => listenAfterwards(server, http, listener));
}

/**
 * Calls `listener` after the one that answers requests. Where there is no other they become one:
 * an emitter copies its listeners at each event when there are two. Requests that these metrics
 * have met by then are spared it.
 */
function listenAfterwards(server: Server, http: HttpMetrics, listener: RequestListener): void {
  const listeners = server.rawListeners("request") as RequestListener[];
  const [answer] = listeners;
  if (answer === undefined || listeners.length > 1) {
    server.on("request", listener);
    return;
  }
  server.removeListener("request", answer);
  server.on("request", (request, response) => {
    const { begun } = http;
    answer.call(server, request, response);
    // Mostly one has begun by now, and it can only be this.
    if (begun === http.begun) listener(request, response);
  });
}

/** Where `localhost` has several addresses Fastify listens on each with a server of its own. */
function onFurtherServers(fastify: FastifyInstance, found: (server: Server) => void): void {
  const act = (done: () => void): void => {
    const servers = (internal(fastify, "fastify.serverBindings") ?? []) as Server[];
    for (const server of servers) found(server);
    done();
  };
  // The first releases of Fastify 4 have no such hook: what runs no hook is seen on one address only.
  const hooks = internal(fastify, "fastify.hooks") as object | undefined;
  if (hooks !== undefined && "onListen" in hooks) fastify.addHook("onListen", act);
}

/** True outside of every encapsulated scope. */
function isRoot(fastify: FastifyInstance): boolean {
  return Object.getPrototypeOf(fastify) === Object.prototype;
}

function addEndpoint(
  fastify: FastifyInstance,
  m: FastifyMetrics,
  url: string,
  { guard }: MetricsInternals,
): void {
  const scrape = m.handler();
  const path = `${fastify.prefix}${url}`;
  if (hasRoute(fastify, path)) return;
  fastify.route({
    method: ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"],
    url,
    exposeHeadRoute: false,
    // Whatever the guard answers, and whichever metrics have met the request by now.
    onRequest: [exclude, ...([guard ?? []].flat() as onRequestHookHandler[])],
    handler: (request, reply) => {
      reply.hijack();
      scrape(request.raw, reply.raw);
    },
  });
}

/** The endpoints of applications that cannot tell whether they have a route: the first releases of Fastify 4. */
const endpoints = new WeakMap<object, Set<string>>();

function hasRoute({ hasRoute: has, server }: FastifyInstance, path: string): boolean {
  if (has !== undefined) return has({ method: "GET", url: path });
  const known = endpoints.get(server) ?? new Set();
  endpoints.set(server, known);
  return known.size === known.add(path).size;
}

const exclude: onRequestHookHandler = (request, _reply, next) => {
  excludeEverywhere(request.raw);
  next();
};

/** The plugin: measures every request, answers `GET /metrics`, decorates `app.metrics`. */
export const metrics: FastifyPluginCallback<FastifyMetricsOptions> = fastifyPlugin(plugin, {
  name: "@routemetrics/fastify",
  fastify: "4.x || 5.x",
});

export default metrics;
