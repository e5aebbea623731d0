import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { type ExposedMetric, exposedMetrics } from "./exposed.js";
import { startShop } from "./start-shop.js";
import { send, TRAFFIC } from "./traffic.js";

interface Switch {
  /** Programs, as `startShop` takes them. */
  readonly before: string;
  readonly after: string;
  /** Sent after `TRAFFIC`. */
  readonly more?: readonly string[];
  readonly endpoint?: string;
  /** Metrics that there are none of any more. */
  readonly gone?: RegExp;
  /** Metrics that there were none of before. */
  readonly added?: readonly string[];
}

/** Every option that the page translates; a prefix is not put before process metrics. */
const WITH_OPTIONS = { gone: /^shop_(?:process_|nodejs_(?!up$))/ } as const;

/** Each way to switch that docs/migrate shows. */
const SWITCHES: readonly Switch[] = [
  {
    before: "fastify-metrics/before",
    after: "fastify-metrics/after",
    // Two of these it leaves out, one by a route's config, one has a name.
    more: ["GET /users/7", "HEAD /orders", "GET /nowhere", "GET /internal", "GET /search"],
  },
  {
    before: "fastify-metrics/before-all-routes",
    after: "fastify-metrics/after-all-routes",
    more: ["GET /nowhere", "GET /users/8"],
  },
  {
    before: "fastify-metrics/before-options",
    after: "fastify-metrics/after-options",
    ...WITH_OPTIONS,
    endpoint: "/internal/metrics",
    more: ["GET /nowhere"],
  },
  { before: "express-prom-bundle/before", after: "express-prom-bundle/after" },
  {
    before: "express-prom-bundle/before-options",
    after: "express-prom-bundle/after-options",
    ...WITH_OPTIONS,
    endpoint: "/internal/metrics",
  },
  { before: "express-prom-bundle/before-summary", after: "express-prom-bundle/after-summary" },
  {
    before: "express-prom-bundle/before",
    after: "express-prom-bundle/after-ids",
    more: ["GET /users/7", "GET /users/42", "GET /users/ann", "GET /nowhere/1?q=2"],
  },
  { before: "promster/before", after: "promster/after" },
  { before: "promster/before-all", after: "promster/after-all" },
  { before: "promster/before-options", after: "promster/after-options", ...WITH_OPTIONS },
  { before: "promster-fastify/before", after: "promster-fastify/after" },
  {
    before: "prometheus-api-metrics/before",
    after: "prometheus-api-metrics/after",
    more: ["GET /users/7", "GET /nowhere"],
  },
  {
    before: "prometheus-api-metrics/before-options",
    after: "prometheus-api-metrics/after-options",
    ...WITH_OPTIONS,
    endpoint: "/internal/metrics",
  },
  {
    before: "swagger-stats/before",
    after: "swagger-stats/after",
    endpoint: "/swagger-stats/metrics",
    more: ["GET /users/7"],
    // Requests to other services.
    gone: /^egress_/,
  },
  {
    before: "opentelemetry/before",
    after: "opentelemetry/after",
    more: ["GET /users/7", "GET /nowhere"],
  },
  {
    before: "by-hand/before",
    after: "by-hand/after",
    more: ["GET /users/7"],
    added: ["http_requests_in_flight"],
  },
];

/** Of the process and the runtime; `nodejs_up` is promster's own. */
const ABOUT_PROCESS = /^(?:process_|nodejs_(?!up$)|target_info$)/;
const ABOUT_US = /^routemetrics_/;
/** There only while, or once, something has happened. */
const MOMENTARY = /^(?:nodejs_active_|nodejs_gc_|target_info$)/;

test.each(SWITCHES)(
  "$after: the same as before",
  async ({ before, after, endpoint, more = [], added = [], gone = /^$/ }) => {
    const [old, ours] = await Promise.all([
      scrapeAfterTraffic(before, [...TRAFFIC, ...more], endpoint),
      scrapeAfterTraffic(after, [...TRAFFIC, ...more], endpoint),
    ]);
    for (const [name, metric] of old) {
      if (MOMENTARY.test(name) || gone.test(name)) continue;
      expect(ours.get(name)?.type, name).toBe(metric.type);
      if (!ABOUT_PROCESS.test(name)) expectSame(name, metric, ours.get(name) as ExposedMetric);
    }
    const isNew = (name: string) =>
      !old.has(name) && !ABOUT_PROCESS.test(name) && !ABOUT_US.test(name);
    expect([...ours.keys()].filter(isNew)).toEqual(added);
    expect([...old.keys()].filter((name) => !ABOUT_PROCESS.test(name))).not.toEqual([]);
  },
);

test.each(SWITCHES.filter(({ before, after }) => /before$/.test(before) && /after$/.test(after)))(
  "$after: one import and one line are new",
  ({ before, after }) => {
    const old = sourceOf(before);
    const added = sourceOf(after).filter((line) => !old.includes(line));
    expect(added.map((line) => line.split(" ")[0])).toEqual(["import", expect.anything()]);
  },
);

async function scrapeAfterTraffic(
  program: string,
  requests: readonly string[],
  endpoint = "/metrics",
) {
  const shop = startShop(program);
  onTestFinished(() => shop.stop());
  const url = await shop.url;
  await send(url, requests);
  return exposedMetrics(await (await fetch(`${url}${endpoint}`)).text());
}

/** The same series; the same values but for what depends on time. */
function expectSame(name: string, old: ExposedMetric, ours: ExposedMetric): void {
  // promster has no sizes of bodies that are empty; ours are there at 0.
  const isEmpty = (series: string) =>
    name.includes("content_length") && !old.samples.has(series) && !ours.samples.get(series);
  const compared = [...ours.samples.keys()].filter((series) => !isEmpty(series));
  expect(compared.sort()).toEqual([...old.samples.keys()].sort());
  // The old package counts every ten seconds.
  if (name === "expressjs_number_of_open_connections") return;
  const isTimed = /duration|summary/.test(name);
  for (const [series, value] of old.samples) {
    const range = isTimed ? timedRange(series, value) : [value, value];
    for (const one of [value, ours.samples.get(series)]) {
      expect(one, series).toBeGreaterThanOrEqual(range[0] as number);
      expect(one, series).toBeLessThanOrEqual(range[1] as number);
    }
  }
}

/** What the samples of a duration may be: `/slow` takes 150 ms, nothing takes 3 s. */
function timedRange(series: string, value: number): readonly [number, number] {
  const second = series.includes("milliseconds") ? 1000 : 1;
  const bound = Number(/[{,]le="([^"]+)"/.exec(series)?.[1]?.replace("+Inf", "Infinity"));
  const isSlow = series.includes('"/slow"');
  if (/_count\{/.test(series) || bound >= 3 * second) return [value, value];
  if (bound >= 0) return [0, isSlow && bound < 0.15 * second ? 0 : 3];
  return [isSlow ? 0.14 * second : 0, 9 * second];
}

function sourceOf(program: string): string[] {
  const path = (ending: string) => new URL(`../src/${program}.${ending}`, import.meta.url);
  try {
    return readFileSync(path("ts"), "utf8").split("\n");
  } catch {
    return readFileSync(path("cts"), "utf8").split("\n");
  }
}
