import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import { createMetrics, Gauge, Histogram } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

const ACCEPT = {
  protobuf:
    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
  openmetrics: "application/openmetrics-text;version=1.0.0",
  text: "text/plain;version=0.0.4",
} as const;
const JOBS = Object.keys(ACCEPT);

/** What other code has put into the registry; each but the first would cost a scraper the whole target. */
const FOREIGN: readonly { name: string; type?: string; values: readonly object[] }[] = [
  { name: "foreign_fine", values: [{ value: 1, labels: {} }] },
  { name: "a name", values: [{ value: 1, labels: {} }] },
  {
    name: "broken_labels",
    values: [
      { value: 1, labels: { "0": "x" } },
      { value: 1, labels: { __name__: "x" } },
      { value: 1, labels: { ok: "x" } },
    ],
  },
  { name: "doubled", values: [{ value: 1 }, { value: 2 }] },
  { name: "no_number", values: [{ value: "1" }, { value: undefined, labels: { a: "b" } }] },
  {
    name: "falling",
    type: "histogram",
    values: [
      { value: 5, labels: { le: 1 }, metricName: "falling_bucket" },
      { value: 3, labels: { le: 2 }, metricName: "falling_bucket" },
      { value: 3, labels: { le: "+Inf" }, metricName: "falling_bucket" },
    ],
  },
  {
    name: "unsorted",
    type: "histogram",
    values: [
      { value: 1, labels: { le: 2 }, metricName: "unsorted_bucket" },
      { value: 1, labels: { le: 1 }, metricName: "unsorted_bucket" },
      { value: 2, labels: { le: "+Inf" }, metricName: "unsorted_bucket" },
      { value: 5, labels: {}, metricName: "unsorted_sum" },
      { value: 2, labels: {}, metricName: "unsorted_count" },
    ],
  },
  {
    name: "long_total",
    type: "counter",
    values: [{ value: 1, exemplar: { labelSet: { id: "x".repeat(200) }, value: 1, timestamp: 1 } }],
  },
];

describe.skipIf(requireBinary("prometheus"))("bad input, read by a real Prometheus", () => {
  const servers: Server[] = [];
  const warn = vi.fn();
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    const registry = new Registry();
    const m = createMetrics({ registry, processMetrics: false, logger: { warn } });
    for (const { name, type = "gauge", values } of FOREIGN) {
      const get = async () => ({ name, help: "H", type, values });
      registry.registerMetric({ name, help: "H", type, get } as never);
    }
    new Gauge({ name: "throws", help: "H", registry }).setFunction(() => {
      throw new Error("boom");
    });
    const odd = new Histogram({ name: "odd", help: "H", registry, nativeHistogram: true });
    for (const value of [Number.NaN, Infinity, -Infinity, -1, 0, 1]) odd.observe(value);
    const targets: Record<string, string> = {};
    for (const [job, accept] of Object.entries(ACCEPT)) {
      const answer = m.handler();
      const server = createServer((request, response) => {
        request.headers.accept = accept;
        answer(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      servers.push(server);
      targets[job] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    }
    prometheus = await startPrometheus({ targets, features: ["native-histograms"] });
    await prometheus.scraped();
  });

  afterAll(async () => {
    await prometheus?.stop();
    for (const server of servers) server.close().closeAllConnections();
  });

  const sampleOf = async (query: string) => (await prometheus.query(query))[0]?.value;

  test.each(JOBS)("leaves out of %s what would cost the target, and counts it", async (job) => {
    expect(await sampleOf(`up{job="${job}"}`)).toBe(1);
    expect(await sampleOf(`foreign_fine{job="${job}"}`)).toBe(1);
    expect(await sampleOf(`broken_labels{job="${job}", ok="x"}`)).toBe(1);
    expect(await sampleOf(`count(broken_labels{job="${job}"})`)).toBe(1);
    expect(await sampleOf(`long_total{job="${job}"}`)).toBe(1);
    for (const name of ["falling_count", "no_number", "throws"]) {
      expect(await prometheus.query(`${name}{job="${job}"}`), name).toEqual([]);
    }
    await vi.waitFor(
      async () => {
        const query = `routemetrics_scrape_errors_total{job="${job}"}`;
        // A name, labels, a double, no numbers, counts that fall, an exemplar and a function.
        expect(await sampleOf(query)).toBeGreaterThanOrEqual(7);
      },
      { timeout: 20_000 },
    );
  });

  test.each(["a name", "broken_labels", "doubled", "no_number", "falling", "long_total", "throws"])(
    "the logger is told of %s once",
    (metric) => {
      const told = warn.mock.calls.filter(([text]) => text.startsWith(`${metric} `));
      expect(told).toHaveLength(1);
    },
  );
});
