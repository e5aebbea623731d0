import type { Metrics, MetricsOptions } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterEach } from "vitest";
import type { AdapterUnderTest, KitApp, KitRoutes, RunningApp } from "./adapter-under-test.js";
import { RawClient } from "./raw-client.js";

/** Starts applications for the cases of one adapter and stops them after each. */
export class Kit {
  readonly adapter: AdapterUnderTest;
  readonly #apps: RunningApp[] = [];
  readonly #clients: RawClient[] = [];

  constructor(adapter: AdapterUnderTest) {
    this.adapter = adapter;
    afterEach(async () => {
      for (const client of this.#clients.splice(0)) client.leave();
      for (const app of this.#apps.splice(0)) await app.close();
    });
  }

  /** An application with a registry of its own, quiet, without process metrics. */
  async start(
    routes: KitRoutes | ((metrics: Metrics) => KitRoutes),
    options: MetricsOptions = {},
    { before, notFound, server }: Pick<KitApp, "before" | "notFound" | "server"> = {},
  ): Promise<RunningApp> {
    const quiet = { warn: () => {} };
    const app = await this.adapter.start({
      options: { registry: new Registry(), processMetrics: false, logger: quiet, ...options },
      routes: typeof routes === "function" ? routes : () => routes,
      before,
      notFound,
      server,
    });
    this.#apps.push(app);
    return app;
  }

  async client(app: RunningApp): Promise<RawClient> {
    const client = await RawClient.open(app.url);
    this.#clients.push(client);
    return client;
  }
}

/** Sends a request over a new connection; gives the code, the body and the headers. */
export async function send(
  app: RunningApp,
  methodAndPath: string,
  init: RequestInit = {},
): Promise<{ code: number; body: string; headers: Headers }> {
  const [method, path] = methodAndPath.split(" ") as [string, string];
  const response = await fetch(app.url + path, {
    method,
    redirect: "manual",
    ...init,
    headers: { connection: "close", ...init.headers },
  });
  return { code: response.status, body: await response.text(), headers: response.headers };
}
