import { readFileSync } from "node:fs";
import { parseExposition } from "@routemetrics/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leaveBeforeAnswer, leaveInAnswer } from "./leave.js";
import { type RunningShop, startShop } from "./start-shop.js";
import { send } from "./traffic.js";

type Act = (url: string) => Promise<void>;
/** What is counted more after the act, by the values of the labels. */
type Growth = Readonly<Record<string, number>>;

const sent =
  (...requests: string[]): Act =>
  (url) =>
    send(url, requests);
/** One client leaves, another one waits for the whole answer. */
const leave: Act = async (url) => {
  await leaveBeforeAnswer(`${url}/slow`);
  await send(url, ["GET /slow"]);
};
const leaveInBody: Act = async (url) => {
  await leaveInAnswer(`${url}/export`);
  // Time for the server to notice.
  await send(url, ["GET /slow"]);
};
/** What is read of the metrics anyway. */
const scrape: Act = async () => {};

const seconds = "http_request_duration_seconds_count";
const bytes = "http_response_size_bytes_sum";
const total = "http_requests_total";
const otel = "http_server_request_duration_count";
const status = "http_response_status_code";

/**
 * The rows of "What is different" in docs/migrate: page, program, row, the metric with the labels
 * that matter, what happens, and what that adds before and after the switch.
 */
// biome-ignore format: a table
const DIFFERENCES: readonly (readonly [string, string, string, string, Act, Growth, Growth])[] = [
  ["express-prom-bundle", "", "`/users/ann`", `${seconds} path`, sent("GET /users/ann"), { "/users/ann": 1 }, { "/users/:id": 1 }],
  ["express-prom-bundle", "", "a URL that no route matches", `${seconds} path status_code`, sent("GET /nowhere/1"), { "/nowhere/#val 404": 1 }, { "<unmatched> 404": 1 }],
  ["express-prom-bundle", "", "a client that leaves in the body", `${seconds} path status_code`, leaveInBody, { "/export 200": 1, "/slow 200": 1 }, { "/export 499": 1, "/slow 200": 1 }],
  ["express-prom-bundle", "", "OPTIONS that Express answers", `${seconds} method path`, sent("OPTIONS /gone", "HEAD /gone"), { "OPTIONS /gone": 1, "HEAD /gone": 1 }, { "OPTIONS <unmatched>": 1, "HEAD /gone": 1 }],
  ["promster", "", "`/users/ann`", `${total} path`, sent("GET /users/ann"), { "/users/ann": 1 }, { "/users/:id": 1 }],
  ["promster", "", "a URL that no route matches", `${total} path status_code`, sent("GET /nowhere/1"), { "/nowhere/#val 404": 1 }, { "<unmatched> 404": 1 }],
  ["promster", "", "OPTIONS that Express answers", `${total} method path`, sent("OPTIONS /gone", "HEAD /gone"), { "options /gone": 1, "head /gone": 1 }, { "options <unmatched>": 1, "head /gone": 1 }],
  ["promster", "", "a client that leaves", `${total} path status_code`, leave, { "/slow 200": 1 }, { "/slow 499": 1, "/slow 200": 1 }],
  ["promster", "", "its own scrapes", `${total} path`, scrape, { "/metrics": 1 }, {}],
  ["promster", "promster-fastify", "its own scrapes", `${total} path`, scrape, { "/metrics": 1 }, {}],
  ["fastify-metrics", "", "its own scrapes", `${seconds} route`, scrape, { "/metrics": 1 }, {}],
  ["fastify-metrics", "", "a client that leaves", `${seconds} route status_code`, leave, { "/slow 200": 1 }, { "/slow 499": 1, "/slow 200": 1 }],
  ["prometheus-api-metrics", "", "an answer in chunks", `${bytes} route`, sent("GET /export"), { "/export": 0 }, { "/export": 17 }],
  ["prometheus-api-metrics", "", "a client that leaves", `${seconds} route code`, leave, { "/slow 200": 1 }, { "/slow 499": 1, "/slow 200": 1 }],
  ["prometheus-api-metrics", "", "a parameter of a mount", `${seconds} route`, sent("GET /branches/bonn/daily"), { "/branches/bonn/daily": 1 }, { "/branches/:branch/daily": 1 }],
  ["swagger-stats", "", "a URL that no route matches", "api_request_total path code", sent("GET /nowhere/1"), { "/nowhere/1 404": 1 }, { "<unmatched> 404": 1 }],
  ["swagger-stats", "", "OPTIONS that Express answers", `api_request_total method path`, sent("OPTIONS /gone", "HEAD /gone"), { "OPTIONS /gone": 1, "HEAD /gone": 1 }, { "OPTIONS <unmatched>": 1, "HEAD /gone": 1 }],
  ["swagger-stats", "", "a parameter of a mount", "api_request_total path", sent("GET /branches/bonn/daily"), { "/branches/bonn/daily": 1 }, { "/branches/:branch/daily": 1 }],
  ["swagger-stats", "", "errors within a mounted router", "api_request_total path code", sent("GET /reports/broken"), { "/broken 500": 1 }, { "/reports/broken 500": 1 }],
  ["swagger-stats", "", "a client that leaves", "api_request_total path code", leave, { "/slow 200": 1 }, { "/slow 499": 1, "/slow 200": 1 }],
  ["opentelemetry", "", "a client that leaves", `${otel} http_route ${status} error_type`, leave, { "/slow 200 ": 2 }, { "/slow  client_aborted": 1, "/slow 200 ": 1 }],
  ["opentelemetry", "", "its own scrapes", `${otel} http_route`, scrape, { "/metrics": 1 }, {}],
  ["prom-client", "by-hand", "a client that leaves", `${total} route status_code`, leave, { "/slow 200": 1 }, { "/slow 499": 1, "/slow 200": 1 }],
  ["prom-client", "by-hand", "errors within a mounted router", `${total} route status_code`, sent("GET /reports/broken"), { "/broken 500": 1 }, { "/reports/broken 500": 1 }],
  ["prom-client", "by-hand", "a parameter of a mount", `${total} route`, sent("GET /branches/bonn/daily"), { "/branches/bonn/daily": 1 }, { "/branches/:branch/daily": 1 }],
  ["prom-client", "by-hand", "a URL that no route matches", `${total} route status_code`, sent("GET /nowhere/1"), { " 404": 1 }, { "__unmatched__ 404": 1 }],
];

/** Rows about what another program does, or what no request shows. */
const OTHER_ROWS: Readonly<Record<string, readonly string[]>> = {
  "express-prom-bundle": ["`method`, `path`", "process metrics"],
  promster: ["sizes", "sizes without a body", "`nodejs_up`", "GC, where `gc-stats` builds"],
  "fastify-metrics": ["routes registered before the plugin", "Node"],
  "prometheus-api-metrics": [
    "sizes",
    "open connections",
    "with `import` rather than `require`",
    "`/metrics.json`",
  ],
  "swagger-stats": ["`api_all_request_total`", "durations", "sizes", "`egress_*`", "Elasticsearch"],
  opentelemetry: ["requests that it sends", "`target_info`", "`http_server_active_requests`"],
  "prom-client": ["requests in flight, exceptions"],
};

const PROGRAMS = ["before", "after"] as const;
const differences = DIFFERENCES.map(([page, program, row, read, act, before, after]) => {
  const [metric = "", ...labels] = read.split(" ");
  return { page, folder: program || page, row, metric, labels, act, before, after };
});
type Difference = (typeof differences)[number];

describe.each([...new Set(differences.map(({ folder }) => folder))])("%s", (folder) => {
  let shops: Readonly<Record<(typeof PROGRAMS)[number], RunningShop>>;
  beforeAll(() => {
    shops = { before: startShop(`${folder}/before`), after: startShop(`${folder}/after`) };
  });
  afterAll(async () => {
    await Promise.all(PROGRAMS.map((program) => shops[program].stop()));
  });

  test.each(differences.filter((one) => one.folder === folder))("$row", async (difference) => {
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

test.each(Object.entries(OTHER_ROWS))("the page of %s has no other differences", (page, others) => {
  const path = new URL(`../../../docs/migrate/${page}.md`, import.meta.url);
  const [, section = ""] = readFileSync(path, "utf8").split("## What is different\n");
  const rows = [...section.replace(/^## [\s\S]*/m, "").matchAll(/^\| ([^\s-].*?) +\|/gm)];
  const shown = differences.filter((one) => one.page === page).map(({ row }) => row);
  expect(rows.map(([, row]) => row).sort()).toEqual([...new Set([...shown, ...others])].sort());
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
  return new Map(samples.filter(([key]) => act === scrape || !key.includes("/metrics")));
}
