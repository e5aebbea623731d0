import { describe, expect, test } from "vitest";
import { diagnoseExposition } from "./diagnose-exposition.js";
import { FINDINGS, type FindingCode } from "./finding.js";

const limit = 100;
const slo = 0.3;

/** One exposition, or two readings of it. */
type Given = string | readonly [string, string];

function codes(given: Given): string[] {
  const readings = [given].flat().map((text) => ({ text })) as [{ text: string }];
  const { findings } = diagnoseExposition(readings, { limit, slo });
  return findings.map(({ code }) => code);
}

const gauge = (name: string, lines: readonly string[]): string =>
  `# HELP ${name} Help.\n# TYPE ${name} gauge\n${lines.map((line) => `${line}\n`).join("")}`;
const labelled = (label: string, values: readonly (string | number)[]): string =>
  gauge(
    "g",
    values.map((value) => `g{${label}="${value}"} 1`),
  );
const counter = (name: string, value: number): string =>
  `# HELP ${name} Help.\n# TYPE ${name} counter\n${name} ${value}\n`;
const histogram = (
  buckets: Readonly<Record<string, number>>,
  { name = "h", count = buckets["+Inf"] } = {},
): string => {
  const lines = Object.entries(buckets).map(([le, value]) => `${name}_bucket{le="${le}"} ${value}`);
  return `# HELP ${name} Help.\n# TYPE ${name} histogram\n${lines.join("\n")}\n${name}_sum 1\n${name}_count ${count}\n`;
};
const named = (length: number, name: (i: number) => string) =>
  Array.from({ length }, (_, i) => name(i));
const numbers = (length: number, factor = 1) => Array.from({ length }, (_, i) => i * factor);
const buckets = (length: number): Record<string, number> =>
  Object.fromEntries(numbers(length).map((bound) => [bound, 1]));
const UUIDS = ["3f2b8c1e-0d4a-4b6f-9a7e-1c2d3e4f5a6b", "9d8c7b6a-5f4e-4d3c-8b2a-190817263544"];
const paths404 = (length: number) =>
  gauge(
    "g",
    numbers(length).map((i) => `g{path="/scan${"x".repeat(i)}",status="404"} 1`),
  );

interface Case {
  readonly code: FindingCode;
  readonly why: string;
  /** Has it. */
  readonly sick: Given;
  /** Is alike, and has it not. */
  readonly well: Given;
}

const CASES: readonly Case[] = [
  {
    code: "unreadable-exposition",
    why: "an open quote",
    sick: '# HELP g x\n# TYPE g gauge\ng{a="x} 1\n',
    well: labelled("a", ["x\\"]).replace("\\", "\\\\"),
  },
  {
    code: "unreadable-exposition",
    why: "no line feed at the end",
    sick: labelled("a", ["x"]).trimEnd(),
    well: labelled("a", ["x"]),
  },
  {
    code: "unreadable-exposition",
    why: "OpenMetrics goes on after its end",
    sick: `${labelled("a", ["x"])}# EOF\n${labelled("a", ["y"])}`,
    well: `${labelled("a", ["x"])}# EOF\n`,
  },
  {
    code: "broken-histogram",
    why: "no +Inf",
    sick: histogram({ "1": 1 }, { count: 1 }),
    well: histogram({ "1": 1, "+Inf": 1 }),
  },
  {
    code: "broken-histogram",
    why: "buckets that fall",
    sick: histogram({ "1": 5, "2": 3, "+Inf": 5 }),
    well: histogram({ "1": 3, "2": 5, "+Inf": 5 }),
  },
  {
    code: "broken-histogram",
    why: "a count that differs from +Inf",
    sick: histogram({ "1": 5, "+Inf": 5 }, { count: 7 }),
    well: histogram({ "1": 5, "+Inf": 7 }, { count: 7 }),
  },
  {
    code: "duplicate-series",
    why: "an empty value is no label",
    sick: gauge("g", ["g 1", 'g{a=""} 2']),
    well: gauge("g", ["g 1", 'g{a="x"} 2']),
  },
  {
    code: "duplicate-series",
    why: "a histogram that is there twice",
    sick: `${histogram({ "1": 1, "+Inf": 1 })}h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\n`,
    well: histogram({ "1": 1, "+Inf": 1 }),
  },
  {
    code: "clashing-metric",
    why: "two types",
    sick: "# HELP a x\n# TYPE a gauge\na 1\n# TYPE a counter\n",
    well: "# HELP a x\n# TYPE a gauge\na 1\n# TYPE a gauge\n",
  },
  {
    code: "clashing-metric",
    why: "a counter beside a histogram",
    sick: gauge("h_count", ["h_count 3"]) + histogram({ "1": 3, "+Inf": 3 }),
    well: gauge("h_counted", ["h_counted 3"]) + histogram({ "1": 3, "+Inf": 3 }),
  },
  {
    code: "clashing-metric",
    why: "a gauge beside a counter, in OpenMetrics",
    sick: gauge("jobs", ["jobs 1"]) + counter("jobs_total", 1),
    well: gauge("jobs_waiting", ["jobs_waiting 1"]) + counter("jobs_total", 1),
  },
  {
    code: "counter-went-back",
    why: "another process answered",
    sick: [counter("c_total", 8), counter("c_total", 5)],
    well: [counter("c_total", 5), counter("c_total", 8)],
  },
  {
    code: "raw-url-label",
    why: "numbers in paths",
    sick: labelled("path", ["/users/1", "/users/2"]),
    well: labelled("path", ["/users/:id", "/errors/404", "/errors/500", "/api/v1", "/api/v2"]),
  },
  {
    code: "raw-url-label",
    why: "a UUID in a path",
    sick: labelled("route", [`/orders/${UUIDS[0]}/items`]),
    well: labelled("route", ["/orders/{orderId}/items", "/files/*", "<unmatched>", "/x/:y?"]),
  },
  {
    code: "raw-url-label",
    why: "a query",
    sick: labelled("url", ["/search?q=socks"]),
    well: labelled("url", ["/search"]),
  },
  {
    code: "raw-url-label",
    why: "an id in a whole URL",
    sick: labelled("url", ["https://a.example/u/5f2b8c1e0d4a4b6f9a7e1c2d"]),
    well: labelled("url", ["https://a.example/u/me"]),
  },
  {
    code: "raw-url-label",
    why: "names with numbers in paths",
    sick: labelled(
      "path",
      named(20, (i) => `/branches/b${i}/daily`),
    ),
    well: labelled(
      "path",
      named(19, (i) => `/branches/b${i}/daily`),
    ),
  },
  {
    code: "raw-url-label",
    why: "names in paths",
    sick: labelled("path", ["/:lang/help", ...named(50, (i) => `/users/${"x".repeat(i + 1)}`)]),
    // So many resources.
    well: labelled("path", ["/api/x/:id", ...named(50, (i) => `/api/${"x".repeat(i + 1)}`)]),
  },
  {
    code: "raw-url-label",
    why: "paths that scanners try",
    sick: paths404(5),
    well: `${paths404(4)}g{path="/",status="404"} 1\ng{path="/",status="200"} 1\n`,
  },
  {
    code: "personal-data-label",
    why: "an email address",
    sick: labelled("user", ["ann@example.org"]),
    well: labelled("user", ["guest", "member"]),
  },
  {
    code: "personal-data-label",
    why: "an email address in a path",
    sick: labelled("path", ["/users/ann%40example.org"]),
    well: labelled("path", ["/users/@me", "/%zz"]),
  },
  {
    code: "id-label",
    why: "UUIDs",
    sick: labelled("request", UUIDS),
    // One is constant for the process.
    well: labelled("request", UUIDS.slice(0, 1)),
  },
  {
    code: "id-label",
    why: "hashes",
    sick: labelled("commit", ["5f2b8c1e0d4a4b6f9a7e", "a7e1c2d3e4f5a6b5f2b8"]),
    well: labelled("commit", ["deadbeefdeadbeef", "facadefacadeface"]),
  },
  {
    code: "id-label",
    why: "session tokens",
    sick: labelled("session", ["aB3dE5fG7hI9jK1lM3nO", "zY8xW6vU4tS2rQ0pO8nM"]),
    well: labelled("session", ["createOrderWithRefund", "OrderServiceV2CreateOrder"]),
  },
  {
    code: "id-label",
    why: "numbers under the name of an id",
    sick: labelled("customer_id", [4711, 4712]),
    well: labelled("status", [200, 404]),
  },
  {
    code: "id-label",
    why: "numbers far apart",
    sick: labelled("n", numbers(20, 37)),
    well: labelled("cpu", numbers(64)),
  },
  {
    code: "series-limit-reached",
    why: "more than the limit",
    sick: labelled("cpu", numbers(101)),
    well: labelled("cpu", numbers(79)),
  },
  {
    code: "series-limit-reached",
    why: "folded series",
    sick: labelled("a", ["<overflow>"]),
    well: labelled("a", ["overflow"]),
  },
  {
    code: "series-near-limit",
    why: "80 % of the limit",
    sick: labelled("cpu", numbers(80)),
    well: labelled("cpu", numbers(79)),
  },
  {
    code: "growing-series",
    why: "new label sets between two readings",
    sick: [
      counter("c_total", 1).replace("c_total 1", 'c_total{a="0"} 1'),
      numbers(20).reduce(
        (text, i) => `${text}c_total{a="${"x".repeat(i)}"} 1\n`,
        counter("c_total", 1),
      ),
    ],
    well: [counter("c_total", 1), `${counter("c_total", 2)}c_total{a="new"} 1\n`],
  },
  {
    code: "long-label",
    why: "a text",
    sick: labelled("error", ["connection refused ".repeat(10)]),
    well: labelled("error", ["ConnectionRefused"]),
  },
  {
    code: "heavy-metric",
    why: "thousands of samples",
    sick: labelled("cpu", numbers(5000)),
    well: labelled("cpu", numbers(50)),
  },
  {
    code: "too-many-labels",
    why: "eleven",
    sick: gauge("g", [`g{${numbers(11).map((i) => `l${i}="x"`)}} 1`]),
    well: gauge("g", [`g{${numbers(10).map((i) => `l${i}="x"`)}} 1`]),
  },
  {
    code: "too-many-buckets",
    why: "31",
    sick: histogram({ ...buckets(31), "+Inf": 1 }),
    well: histogram({ ...buckets(30), "+Inf": 1 }),
  },
  {
    code: "observations-above-buckets",
    why: "slower than the last bucket",
    sick: histogram({ "0.1": 10, "1": 90, "+Inf": 100 }),
    well: histogram({ "0.1": 10, "1": 96, "+Inf": 100 }),
  },
  {
    code: "observations-below-buckets",
    why: "faster than the first bucket",
    sick: histogram({ "5": 100, "10": 100, "+Inf": 100 }),
    well: histogram({ "5": 80, "10": 100, "+Inf": 100 }),
  },
  {
    code: "observations-below-buckets",
    why: "not where all are 0",
    sick: histogram({ "5": 100, "10": 100, "+Inf": 100 }),
    well: histogram({ "5": 100, "10": 100, "+Inf": 100 }).replace("h_sum 1", "h_sum 0"),
  },
  {
    code: "slo-without-bucket",
    why: "an objective of 0.3 s",
    sick: histogram({ "0.25": 1, "+Inf": 1 }, { name: "http_request_duration_seconds" }),
    well: histogram({ "0.3": 1, "+Inf": 1 }, { name: "http_request_duration_seconds" }),
  },
  {
    code: "counter-without-total",
    why: "its name",
    sick: counter("jobs", 1),
    well: counter("jobs_total", 1),
  },
  {
    code: "counter-without-total",
    why: "not of the family in OpenMetrics",
    sick: counter("jobs", 1),
    well: "# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total 1\njobs_created 1.5\n# EOF\n",
  },
  {
    code: "not-base-unit",
    why: "milliseconds",
    sick: histogram({ "5": 1, "+Inf": 1 }, { name: "query_ms" }),
    well: histogram({ "5": 1, "+Inf": 1 }, { name: "query_seconds" }),
  },
  {
    code: "not-base-unit",
    why: "kilobytes that are counted",
    sick: counter("sent_kb_total", 1),
    well: counter("sent_bytes_total", 1),
  },
  {
    code: "missing-type",
    why: "no TYPE line",
    sick: "# HELP a x\na 1\n",
    well: gauge("a", ["a 1"]),
  },
  {
    code: "missing-help",
    why: "no HELP line",
    sick: "# TYPE a gauge\na 1\n",
    well: gauge("a", ["a 1"]),
  },
  {
    code: "summary-quantiles",
    why: "quantiles of one process",
    sick: '# HELP s x\n# TYPE s summary\ns{quantile="0.9"} 1\ns_sum 1\ns_count 1\n',
    well: "# HELP s x\n# TYPE s summary\ns_sum 1\ns_count 1\n",
  },
  {
    code: "unused-metric",
    why: "never observed",
    sick: histogram({ "1": 0, "+Inf": 0 }),
    well: histogram({ "1": 1, "+Inf": 1 }),
  },
  {
    code: "unused-metric",
    why: "no series",
    sick: "# HELP orders_total x\n# TYPE orders_total counter\n",
    // It should stay at 0.
    well: "# HELP orders_failed_total x\n# TYPE orders_failed_total counter\n",
  },
  {
    code: "unchanged-metric",
    why: "the same in two readings",
    sick: [counter("c_total", 8), counter("c_total", 8)],
    well: [counter("c_total", 8), counter("c_total", 9)],
  },
];

describe.each(CASES)("$code: $why", ({ code, sick, well }) => {
  test("is found", () => {
    expect(codes(sick)).toContain(code);
  });

  test("is not found where it is not", () => {
    expect(codes(well)).not.toContain(code);
  });
});

test("every kind that an exposition can have is found by a test above", () => {
  const ofRegistries = ["failed-collector", "split-registry"];
  const tested = new Set(CASES.map(({ code }) => code as string));
  expect(Object.keys(FINDINGS).filter((code) => !tested.has(code))).toEqual(ofRegistries);
});

test("the worst comes first", () => {
  const { findings } = diagnoseExposition(
    [{ text: `# TYPE jobs counter\njobs{path="/a/1"} 0\njobs{path="/a/2"} 0\n` }],
    {},
  );
  expect(findings.map(({ severity }) => severity)).toEqual(["error", "warning", "info", "info"]);
  expect(findings[0]).toMatchObject({ metric: "jobs", label: "path" });
  expect(findings[0]?.message).toContain('"/a/1" and "/a/2"');
});
