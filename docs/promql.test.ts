import { once } from "node:events";
import type { AddressInfo } from "node:net";
import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import { metrics } from "@routemetrics/express";
import express from "express";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { codeBlocks, pages } from "./pages.js";

/** Every query that the pages show, one a line. */
const queries = pages
  .flatMap(codeBlocks)
  .filter(({ language }) => language === "promql")
  .flatMap(({ page, code }) =>
    code
      .trim()
      .split("\n")
      .map((query) => ({ page, query })),
  );

describe.skipIf(requireBinary("prometheus"))("asked of a real Prometheus", () => {
  const stops: (() => unknown)[] = [];
  let prometheus: PrometheusServer;

  /** A service that has served a few requests; with native histograms, or classic ones alone. */
  async function serve(nativeHistogram: boolean): Promise<string> {
    const m = metrics({ registry: new Registry(), slo: { latency: 0.3 }, nativeHistogram });
    const app = express();
    app.use(m);
    app.get("/orders/:id", (_request, response) => void response.send("ok"));
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const traffic = setInterval(() => void fetch(`${url}/orders/1`).catch(() => {}), 50);
    stops.push(() => {
      clearInterval(traffic);
      server.closeAllConnections();
      server.close();
    });
    return `${url}/metrics`;
  }

  beforeAll(async () => {
    const targets = { native: await serve(true), classic: await serve(false) };
    prometheus = await startPrometheus({ targets, features: ["native-histograms"] });
    stops.push(() => prometheus.stop());
    await prometheus.scraped();
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
  });

  test.each(queries)("$page: $query", async ({ query }) => {
    await vi.waitFor(async () => expect(await prometheus.query(query)).not.toEqual([]), {
      timeout: 20_000,
      interval: 250,
    });
  });
});
