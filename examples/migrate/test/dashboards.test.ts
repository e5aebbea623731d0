import { readFileSync } from "node:fs";
import {
  type PrometheusServer,
  requireBinary,
  startPrometheus,
} from "@routemetrics/conformance/servers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningShop, startShop } from "./start-shop.js";
import { send, TRAFFIC } from "./traffic.js";

/** What dashboards ask of the metrics of each package. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "fastify-metrics": [
    "sum by (route, method) (rate(http_request_duration_seconds_count[1m]))",
    'sum(rate(http_request_duration_seconds_count{status_code=~"5.."}[1m])) / sum(rate(http_request_duration_seconds_count[1m]))',
    "histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[1m])))",
    'http_request_summary_seconds{quantile="0.99"}',
    "http_request_summary_seconds_count",
  ],
  "express-prom-bundle": [
    "sum by (path, status_code) (rate(http_request_duration_seconds_count[1m]))",
    "histogram_quantile(0.95, sum by (le, path) (rate(http_request_duration_seconds_bucket[1m])))",
    '(sum by (path) (rate(http_request_duration_seconds_bucket{le="0.3"}[1m])) + sum by (path) (rate(http_request_duration_seconds_bucket{le="1.5"}[1m]))) / 2 / sum by (path) (rate(http_request_duration_seconds_count[1m]))',
    'http_request_duration_seconds_count{path="/orders",method="POST",status_code="201"}',
  ],
  promster: [
    'sum by (path) (rate(http_requests_total{method="get"}[1m]))',
    'sum(rate(http_requests_total{status_code=~"5.*"}[1m]))',
    "sum by (path, method) (rate(http_request_duration_seconds_sum[1m])) / sum by (path, method) (rate(http_request_duration_seconds_count[1m]))",
    'histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket{path!="/metrics"}[1m])))',
    "http_requests_total",
    "nodejs_up",
  ],
  "prometheus-api-metrics": [
    "sum by (route, method) (rate(http_request_duration_seconds_count[1m]))",
    'sum by (code) (rate(http_request_duration_seconds_count{code=~"5.."}[1m]))',
    "histogram_quantile(0.99, sum by (le, route) (rate(http_request_duration_seconds_bucket[1m])))",
    "sum by (route) (rate(http_response_size_bytes_sum[1m]))",
    "http_request_size_bytes_bucket",
    "http_response_size_bytes_bucket",
    "app_version",
    "nodejs_version_info",
  ],
  "swagger-stats": dashboardOf(
    "swagger-stats",
    "dashboards/prometheus/swagger-stats dashboard v3.json",
  ),
  opentelemetry: [
    "sum by (http_route, http_request_method) (rate(http_server_request_duration_count[1m]))",
    'sum(rate(http_server_request_duration_count{error_type!=""}[1m]))',
    "histogram_quantile(0.95, sum by (le, http_route) (rate(http_server_request_duration_bucket[1m])))",
    'sum by (http_route, http_response_status_code) (http_server_request_duration_count{url_scheme="http",http_route!="/metrics"})',
  ],
  "by-hand": [
    'sum by (route) (rate(http_requests_total{status_code!~"5.."}[1m]))',
    "histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[1m])))",
    "http_requests_total",
    "http_request_duration_seconds_count",
  ],
};

const SCRAPED: Readonly<Record<string, string>> = { "swagger-stats": "/swagger-stats/metrics" };
const PROGRAMS = ["before", "after"] as const;
type Program = (typeof PROGRAMS)[number];

describe.skipIf(requireBinary("prometheus"))("on a Prometheus that scrapes both", () => {
  const shops: RunningShop[] = [];
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    const targets: Record<string, string> = {};
    for (const folder of Object.keys(QUERIES)) {
      for (const program of PROGRAMS) {
        const shop = startShop(`${folder}/${program}`);
        shops.push(shop);
        targets[`${folder} ${program}`] = `${await shop.url}${SCRAPED[folder] ?? "/metrics"}`;
      }
    }
    prometheus = await startPrometheus({ targets });
    // A rate needs two scrapes with requests before each.
    for (let round = 0; round < 2; round++) {
      await Promise.all(shops.map(async ({ url }) => send(await url, TRAFFIC)));
      await prometheus.scraped();
    }
  });

  afterAll(async () => {
    await prometheus?.stop();
    for (const shop of shops) await shop.stop();
  });

  /** The answer to a query about one program, by labels. */
  async function answer(folder: string, program: Program, query: string) {
    const samples = await prometheus.query(about(query, `${folder} ${program}`));
    const answers = samples.map(
      ({ labels: { instance, job, ...labels }, value }) =>
        [JSON.stringify(Object.entries(labels).sort()), value] as const,
    );
    // Most of the packages count their own scrapes.
    return new Map(answers.filter(([labels]) => !labels.includes('"/metrics"')));
  }

  const all = Object.entries(QUERIES).flatMap(([folder, queries]) =>
    queries.map((query) => ({ folder, query })),
  );
  test.each(all)("$folder: $query", async ({ folder, query }) => {
    const [before, after] = [
      await answer(folder, "before", query),
      await answer(folder, "after", query),
    ];
    expect(before.size).toBeGreaterThan(0);
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    for (const [labels, value] of before) {
      const ours = after.get(labels) as number;
      if (isExact(query)) expect(ours, labels).toBe(value);
      else expect(Number.isFinite(ours), labels).toBe(Number.isFinite(value));
    }
  });
});

/** What depends on neither the time that a request took nor the moment of the scrape. */
function isExact(query: string): boolean {
  return !/rate\(|seconds\{|process_|in_processing/.test(query);
}

/** The query with a selector of the job at each of its metrics. */
function about(query: string, job: string): string {
  const metric =
    /\b((?:api|http|nodejs|app)_\w*(?:_bucket|_count|_sum|_total|_bytes|_percentage|_seconds|_up|_version|_info)|nodejs_up|app_version)\b(\{)?/g;
  return query.replace(
    metric,
    (_, name, brace) => `${name}{job="${job}"${brace === undefined ? "}" : ","}`,
  );
}

/** The queries of a dashboard that a package ships. */
function dashboardOf(name: string, file: string): string[] {
  const path = new URL(`../node_modules/${name}/${file}`, import.meta.url);
  const expressions: string[] = [];
  JSON.parse(readFileSync(path, "utf8"), (key, value) => {
    // The last two scrapes alone may have seen no request.
    if (key === "expr") expressions.push(value.replaceAll("irate(", "rate("));
    return value;
  });
  return expressions;
}
