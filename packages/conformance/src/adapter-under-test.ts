import type { IncomingMessage, Server, ServerOptions, ServerResponse } from "node:http";
import type { Metrics, MetricsOptions } from "@routemetrics/core";
import type { Soak } from "./soak.js";

/** What a route of the kit may do, whatever the framework. */
export interface Exchange {
  readonly request: IncomingMessage;
  /** Node's own response, for routes that bypass the framework. Call `bypass` first. */
  readonly response: ServerResponse;
  /** Tells the framework that the route answers through `response` itself. */
  bypass(): void;
  /** Answers through the framework. */
  send(code: number, body?: string): void;
}

/** A route of the kit; it may throw, or return a promise that rejects. */
export type KitRoute = (exchange: Exchange) => unknown;

/** What stands before a route, or before the metrics: a handler of Express, an `onRequest` hook of Fastify. */
export type KitHook = (request: never, response: never, next: (error?: never) => unknown) => void;

/** A route, by method and path, alone or with what stands before it. Paths with a parameter are written `/users/:id`. */
export interface KitRoutes {
  readonly [methodAndPath: string]: KitRoute | readonly [...before: KitHook[], route: KitRoute];
}

/** An application to start. */
export interface KitApp {
  readonly options: MetricsOptions;
  readonly routes: (metrics: Metrics) => KitRoutes;
  /** Runs before the metrics see a request. */
  readonly before?: KitHook | undefined;
  /** Answers what no route matches; asked for where the framework's own answer would take most of a long run. */
  readonly notFound?: KitRoute | undefined;
  /** Limits of Node's server. */
  readonly server?: ServerOptions | undefined;
}

/** A route with what stands before it. */
export function stepsOf(entry: KitRoutes[string]): [before: KitHook[], route: KitRoute] {
  const steps = [entry].flat() as [...KitHook[], KitRoute];
  return [steps.slice(0, -1) as KitHook[], steps.at(-1) as KitRoute];
}

/** An application that listens on loopback. */
export interface RunningApp {
  readonly url: string;
  readonly server: Server;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** What an adapter's test supplies: everything that differs between frameworks. */
export interface AdapterUnderTest {
  /**
   * Starts an application that is measured and has these routes.
   * The routes below `/api/:version` are in a router, or plugin, mounted there.
   */
  start(app: KitApp): Promise<RunningApp>;
  /** The code that the framework answers a known path with another method with. */
  readonly wrongMethodCode: 404 | 405;
  /** True when OPTIONS on a GET route is answered by the framework's router. */
  readonly answersOptions: boolean;
  /** Answers with a code, through the framework's response; used by guards. */
  refuse(response: unknown, code: number): void;
  /** How long the long cases are in CI; short ones when left out. */
  readonly soak?: Soak | undefined;
}
