import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Metrics, MetricsOptions } from "@routemetrics/core";

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

/** A route, by method and path. Paths with a parameter are written `/users/:id`. */
export interface KitRoutes {
  readonly [methodAndPath: string]: KitRoute;
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
   * Starts an application that is measured with these options and has these routes.
   * The routes below `/api/:version` are in a router, or plugin, mounted there.
   */
  start(options: MetricsOptions, routes: KitRoutes): Promise<RunningApp>;
  /** The code that the framework answers a known path with another method with. */
  readonly wrongMethodCode: 404 | 405;
  /** True when OPTIONS on a GET route is answered by the framework's router. */
  readonly answersOptions: boolean;
  /** Answers with a code, through the framework's response; used by guards. */
  refuse(response: unknown, code: number): void;
}
