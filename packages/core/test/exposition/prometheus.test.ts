import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import { Counter, createMetrics, Gauge, Histogram } from "@routemetrics/core";
import { Registry } from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "./random.js";

/** What each job's server answers, whatever Prometheus prefers. */
const ACCEPT = {
  protobuf: undefined,
  openmetrics: "application/openmetrics-text;version=1.0.0",
  text: "text/plain;version=0.0.4",
} as const;

const TEXTS = [
  '"',
  "\\",
  "\n",
  '\\"',
  "\\n",
  "\r\n",
  "\t",
  "\u0001",
  "a\u0000b",
  "é€😀",
  "\u2028",
  "# EOF",
  "}",
  ' # {a="b"} 1',
  "x".repeat(500),
];
const VALUES = [
  0,
  -1.5,
  1e-7,
  5e-324,
  1.7976931348623157e308,
  2 ** 53,
  1e21,
  Infinity,
  -Infinity,
  Number.NaN,
];
const QUANTILES = [0.5, 0.9, 0.99, 0.999];
const OBSERVATIONS = 20_000;

const random = new Random(1);
const normal = () =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const DISTRIBUTIONS: Readonly<Record<string, () => number>> = {
  lognormal: () => 0.04 * Math.exp(0.9 * normal()),
  exponential: () => -0.08 * Math.log(1 - random.next()),
  bimodal: () => (random.chance(0.8) ? 0.01 + 0.002 * normal() : 1 + 0.3 * normal()),
  tight: () => 0.13 + 0.004 * normal(),
};
const observed: Record<string, number[]> = {};

describe.skipIf(requireBinary("prometheus"))("a real Prometheus", () => {
  const servers: Server[] = [];
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    const registry = new Registry();
    fill(registry);
    const m = createMetrics({ registry, processMetrics: true });
    const targets: Record<string, string> = {};
    for (const [job, accept] of Object.entries(ACCEPT)) {
      const answer = m.handler();
      const server = createServer((request, response) => {
        if (accept !== undefined) request.headers.accept = accept;
        answer(request, response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      servers.push(server);
      targets[job] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
    }
    prometheus = await startPrometheus({
      targets,
      features: ["native-histograms", "exemplar-storage"],
    });
    await prometheus.scraped();
  });

  afterAll(async () => {
    await prometheus?.stop();
    for (const server of servers) server.close().closeAllConnections();
  });

  test.each(Object.keys(ACCEPT))("accepts %s and stores every sample", async (job) => {
    const texts = await prometheus.query(`texts{job="${job}"}`);
    expect(new Map(texts.map(({ labels, value }) => [value, labels.text]))).toEqual(
      new Map(TEXTS.map((text, i) => [i, text])),
    );
    const values = await prometheus.query(`numbers{job="${job}"}`);
    expect(new Map(values.map(({ labels, value }) => [Number(labels.i), value]))).toEqual(
      new Map(VALUES.map((value, i) => [i, value])),
    );
    expect((await prometheus.query(`events_total{job="${job}"}`))[0]?.value).toBe(3);
    expect(await prometheus.query(`events_created{job="${job}"}`)).toEqual([]);
  });

  test.each(["openmetrics", "text"])("has the classic buckets of %s", async (job) => {
    for (const [distribution, values] of Object.entries(observed)) {
      const selector = `{job="${job}", distribution="${distribution}"}`;
      const [count] = await prometheus.query(`duration_seconds_count${selector}`);
      expect(count?.value).toBe(OBSERVATIONS);
      const [bucket] = await prometheus.query(
        `sum(duration_seconds_bucket{job="${job}", distribution="${distribution}", le="0.1"})`,
      );
      expect(bucket?.value).toBe(values.filter((value) => value <= 0.1).length);
    }
  });

  test.each(Object.keys(DISTRIBUTIONS))(
    "finds the quantiles of a native histogram: %s",
    async (distribution) => {
      const sorted = (observed[distribution] as number[]).toSorted((a, b) => a - b);
      for (const quantile of QUANTILES) {
        const [sample] = await prometheus.query(
          `histogram_quantile(${quantile}, duration_seconds{job="protobuf", distribution="${distribution}"})`,
        );
        const exact = sorted[Math.ceil(quantile * OBSERVATIONS) - 1] as number;
        expect(Math.abs((sample?.value as number) / exact - 1), `${quantile}`).toBeLessThan(0.06);
      }
    },
  );

  test.each(["protobuf", "openmetrics"])("stores the exemplars of %s", async (job) => {
    const exemplars = await readExemplars(prometheus.url, `{job="${job}"}`);
    expect(exemplars).toContainEqual({
      series: "events_total",
      // Prometheus 2.42 keeps the escapes in exemplars of OpenMetrics.
      labels: { trace_id: job === "protobuf" ? 'a"b\\c\nd' : 'a\\"b\\\\c\\nd' },
      value: 1,
    });
    const series = job === "protobuf" ? "observed" : "observed_bucket";
    expect(exemplars).toContainEqual({ series, labels: { trace_id: "slow" }, value: 0.7 });
  });
});

function fill(registry: Registry): void {
  const texts = new Gauge({
    name: "texts",
    help: 'A "text" \\ per\nline.',
    labelNames: ["text"],
    registry,
  });
  TEXTS.forEach((text, i) => {
    texts.labels({ text }).set(i);
  });
  const numbers = new Gauge({ name: "numbers", help: "", labelNames: ["i"], registry });
  VALUES.forEach((value, i) => {
    numbers.labels({ i }).set(value);
  });
  const events = new Counter({ name: "events_total", help: "Events.", registry });
  events.inc(2);
  events.inc(1, { trace_id: 'a"b\\c\nd' });
  const options = { help: "Seconds.", unit: "seconds", nativeHistogram: true, registry } as const;
  new Histogram({ ...options, name: "observed", unit: "", buckets: [0.5, 1] }).observe(0.7, {
    trace_id: "slow",
  });
  const durations = new Histogram({
    ...options,
    name: "duration_seconds",
    labelNames: ["distribution"],
  });
  for (const [distribution, draw] of Object.entries(DISTRIBUTIONS)) {
    const values = Array.from({ length: OBSERVATIONS }, draw);
    observed[distribution] = values;
    const series = durations.labels({ distribution });
    for (const value of values) series.observe(value);
  }
}

async function readExemplars(url: string, query: string): Promise<object[]> {
  const search = new URLSearchParams({
    query,
    start: String(Date.now() / 1000 - 600),
    end: String(Date.now() / 1000 + 10),
  });
  const { data } = (await (await fetch(`${url}/api/v1/query_exemplars?${search}`)).json()) as {
    data: { seriesLabels: { __name__: string }; exemplars: { labels: object; value: string }[] }[];
  };
  return data.flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value }) => ({
      series: seriesLabels.__name__,
      labels,
      value: Number(value),
    })),
  );
}
