import { parseExposition } from "@routemetrics/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leaveBeforeAnswer, leaveInAnswer } from "./leave.js";
import { type RunningShop, startShop } from "./start-shop.js";
import { send } from "./traffic.js";

/** What a page of docs/migrate says is different, by the requests that show it. */
interface Difference {
  readonly folder: string;
  readonly what: string;
  readonly act: (url: string) => Promise<void>;
  /** A metric, and what its samples are by the labels that matter. */
  readonly metric: string;
  readonly labels: readonly string[];
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

const get = (path: string) => (url: string) => send(url, [`GET ${path}`]);
/** One client leaves, another one waits for the whole answer. */
const leaveThenWait = async (url: string) => {
  await leaveBeforeAnswer(`${url}/slow`);
  await send(url, ["GET /slow"]);
};
/** What is read of the metrics anyway. */
const scrapeOnly = async () => {};
const count = "http_request_duration_seconds_count";

const DIFFERENCES: readonly Difference[] = [
  {
    folder: "express-prom-bundle",
    what: "text in a path is a series of its own",
    act: get("/users/ann"),
    metric: count,
    labels: ["path"],
    before: { "/users/ann": 1 },
    after: { "/users/:id": 1 },
  },
  {
    folder: "express-prom-bundle",
    what: "so is what no route matches",
    act: get("/nowhere/1"),
    metric: count,
    labels: ["path", "status_code"],
    before: { "/nowhere/#val 404": 1 },
    after: { "<unmatched> 404": 1 },
  },
  {
    folder: "express-prom-bundle",
    what: "an answer cut short is a success",
    act: async (url) => {
      await leaveInAnswer(`${url}/export`);
      // Time for the server to notice.
      await send(url, ["GET /slow"]);
    },
    metric: count,
    labels: ["path", "status_code"],
    before: { "/export 200": 1, "/slow 200": 1 },
    after: { "/export 499": 1, "/slow 200": 1 },
  },
  {
    folder: "promster",
    what: "text in a path is a series of its own",
    act: get("/users/ann"),
    metric: "http_requests_total",
    labels: ["path"],
    before: { "/users/ann": 1 },
    after: { "/users/:id": 1 },
  },
  {
    folder: "promster",
    what: "who leaves is not counted",
    act: leaveThenWait,
    metric: "http_requests_total",
    labels: ["path", "status_code"],
    before: { "/slow 200": 1 },
    after: { "/slow 499": 1, "/slow 200": 1 },
  },
  {
    folder: "promster-fastify",
    what: "it counts its own scrapes",
    act: scrapeOnly,
    metric: "http_requests_total",
    labels: ["path"],
    before: { "/metrics": 1 },
    after: {},
  },
  {
    folder: "fastify-metrics",
    what: "it counts its own scrapes",
    act: scrapeOnly,
    metric: count,
    labels: ["route"],
    before: { "/metrics": 1 },
    after: {},
  },
  {
    folder: "fastify-metrics",
    what: "who leaves is not counted",
    act: leaveThenWait,
    metric: count,
    labels: ["route", "status_code"],
    before: { "/slow 200": 1 },
    after: { "/slow 499": 1, "/slow 200": 1 },
  },
  {
    folder: "prometheus-api-metrics",
    what: "a body without a content length has no size",
    act: get("/export"),
    metric: "http_response_size_bytes_sum",
    labels: ["route"],
    before: { "/export": 0 },
    after: { "/export": 17 },
  },
  {
    folder: "prometheus-api-metrics",
    what: "who leaves is not counted",
    act: leaveThenWait,
    metric: count,
    labels: ["route", "code"],
    before: { "/slow 200": 1 },
    after: { "/slow 499": 1, "/slow 200": 1 },
  },
  {
    folder: "prometheus-api-metrics",
    what: "a parameter of a mount is a series of its own",
    act: get("/branches/bonn/daily"),
    metric: count,
    labels: ["route"],
    before: { "/branches/bonn/daily": 1 },
    after: { "/branches/:branch/daily": 1 },
  },
  {
    folder: "swagger-stats",
    what: "what no route matches is a series of its own",
    act: get("/nowhere/1"),
    metric: "api_request_total",
    labels: ["path", "code"],
    before: { "/nowhere/1 404": 1 },
    after: { "<unmatched> 404": 1 },
  },
  {
    folder: "swagger-stats",
    what: "who leaves is not counted",
    act: leaveThenWait,
    metric: "api_request_total",
    labels: ["path", "code"],
    before: { "/slow 200": 1 },
    after: { "/slow 499": 1, "/slow 200": 1 },
  },
  {
    folder: "opentelemetry",
    what: "who leaves counts as a success",
    act: leaveThenWait,
    metric: "http_server_request_duration_count",
    labels: ["http_route", "http_response_status_code", "error_type"],
    before: { "/slow 200 ": 2 },
    after: { "/slow  client_aborted": 1, "/slow 200 ": 1 },
  },
  {
    folder: "by-hand",
    what: "who leaves is not counted",
    act: leaveThenWait,
    metric: "http_requests_total",
    labels: ["route", "status_code"],
    before: { "/slow 200": 1 },
    after: { "/slow 499": 1, "/slow 200": 1 },
  },
  {
    folder: "by-hand",
    what: "an error loses the mount",
    act: get("/reports/broken"),
    metric: "http_requests_total",
    labels: ["route", "status_code"],
    before: { "/broken 500": 1 },
    after: { "/reports/broken 500": 1 },
  },
  {
    folder: "by-hand",
    what: "what no route matches has no name",
    act: get("/nowhere/1"),
    metric: "http_requests_total",
    labels: ["route", "status_code"],
    before: { " 404": 1 },
    after: { "__unmatched__ 404": 1 },
  },
];

const PROGRAMS = ["before", "after"] as const;
const folders = [...new Set(DIFFERENCES.map(({ folder }) => folder))];

describe.each(folders)("%s", (folder) => {
  let shops: Readonly<Record<(typeof PROGRAMS)[number], RunningShop>>;
  beforeAll(() => {
    shops = { before: startShop(folder, "before"), after: startShop(folder, "after") };
  });
  afterAll(async () => {
    await Promise.all(PROGRAMS.map((program) => shops[program].stop()));
  });

  test.each(DIFFERENCES.filter((one) => one.folder === folder))("$what", async (difference) => {
    for (const program of PROGRAMS) {
      const url = await shops[program].url;
      const earlier = await samplesOf(url, difference);
      await difference.act(url);
      const grown = [...(await samplesOf(url, difference))].filter(
        ([labels, value]) => value !== earlier.get(labels),
      );
      const growth = grown.map(([labels, value]) => [labels, value - (earlier.get(labels) ?? 0)]);
      expect(Object.fromEntries(growth), program).toEqual(difference[program]);
    }
  });
});

/** The samples of the metric by the labels that matter. */
async function samplesOf(url: string, { folder, metric, labels, act }: Difference) {
  const path = folder === "swagger-stats" ? "/swagger-stats/metrics" : "/metrics";
  const text = await (await fetch(`${url}${path}`)).text();
  const samples = parseExposition(text)
    .filter(({ name }) => name === metric)
    .map(
      (sample) => [labels.map((one) => sample.labels[one] ?? "").join(" "), sample.value] as const,
    );
  return new Map(samples.filter(([key]) => act === scrapeOnly || !key.startsWith("/metrics")));
}
