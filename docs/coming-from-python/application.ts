import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { sampleValue } from "@routemetrics/core/testing";
import type { Express } from "express";
import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import { expect, onTestFinished, vi } from "vitest";

/** Shows one feature of the page. */
export type Check = () => unknown;
export type Checks = Readonly<Record<string, Check>>;

/** Options for metrics that share nothing with another test. */
export const alone = () => ({
  registry: new Registry(),
  processMetrics: false,
  logger: { warn() {} },
});

/** An application that listens until the test is over. */
export class Application {
  readonly url: string;
  readonly #endpoint: string;

  constructor(url: string, endpoint = "/metrics") {
    this.url = url;
    this.#endpoint = endpoint;
  }

  /** Sends one request after the other; gives the status of the last. */
  async get(...paths: string[]): Promise<number> {
    let status = 0;
    for (const path of paths) {
      const response = await fetch(this.url + path);
      await response.arrayBuffer();
      status = response.status;
    }
    return status;
  }

  async scrape(query = "", headers: Record<string, string> = {}): Promise<string> {
    return (await fetch(this.url + this.#endpoint + query, { headers })).text();
  }

  /** What a response has recorded shows a moment after it has been received. */
  async shows(
    name: string,
    labels: Record<string, string | number>,
    value: number | undefined,
  ): Promise<void> {
    await vi.waitFor(async () => {
      expect(sampleValue(await this.scrape(), name, labels)).toBe(value);
    });
  }
}

export async function listen(app: Express, endpoint?: string): Promise<Application> {
  app.set("env", "test");
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return new Application(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, endpoint);
}

export async function listenFastify(app: FastifyInstance): Promise<Application> {
  onTestFinished(() => app.close());
  return new Application(await app.listen({ port: 0, host: "127.0.0.1" }));
}
