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
import { codeBlocks, pages, read } from "./pages.js";

/** What the table of getting started asks. */
const firstQueries = [
  ...read("docs/guides/getting-started.md").matchAll(/^\| .* \| `(.*)` +\|$/gm),
].map(([, query = ""]) => ({ page: "docs/guides/getting-started.md", query }));

/** Every query that the pages show, one a line. */
const shownQueries = pages
  .flatMap(codeBlocks)
  .filter(({ language }) => language === "promql")
  .flatMap(({ page, code }) =>
    code
      .trim()
      .split("\n")
      .map((query) => ({ page, query })),
  );

const queries = [...firstQueries, ...shownQueries];

describe.skipIf(requireBinary("prometheus"))("asked of a real Prometheus", () => {
  const stops: (() => unknown)[] = [];
  let prometheus: PrometheusServer;

  /** A service that has served a few requests; with native histograms, or classic ones alone. */
  async function serve(nativeHistogram: boolean): Promise<string> {
    const m = metrics({ registry: new Registry(), slo: { latency: 0.3 }, nativeHistogram });
    const app = express();
    app.use(m);
    app.get("/orders/:id", (_request, response) => void response.send("ok"));
    app.get("/broken", (_request, response) => void response.sendStatus(500));
    app.get("/slow", () => {});
    const server = app.listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const get = (path: string) =>
      void fetch(url + path, { signal: AbortSignal.timeout(500) }).catch(() => {});
    const traffic = setInterval(() => ["/orders/1", "/broken", "/slow"].forEach(get), 50);
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
