import type { MetricsOptions } from "@routemetrics/core";
import { Counter as PromClientCounter, Registry } from "prom-client";
import { expect, test, vi } from "vitest";
import { type Kit, send } from "../kit.js";
import { recordedValue } from "../recorded.js";

/** What the options change of what is recorded: `exposed` and `hidden` are parts of the exposition. */
interface Case {
  readonly what: string;
  readonly options: MetricsOptions;
  readonly exposed?: readonly string[];
  readonly hidden?: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "prefix is put before the default metrics",
    options: { prefix: "shop" },
    exposed: ['shop_http_requests_total{method="GET",path="/users/:id",status="200"} 1'],
  },
  {
    what: "unmatched names requests without a route",
    options: { unmatched: "none" },
    exposed: ['http_requests_total{method="GET",path="none",status="404"} 1'],
  },
  {
    what: "status turns codes into label values",
    options: { status: (code) => `${Math.floor(code / 100)}xx` },
    exposed: [
      '{method="GET",path="/users/:id",status="2xx"} 1',
      'path="<unmatched>",status="4xx"} 1',
    ],
  },
  {
    what: "a status function that throws leaves the code",
    options: {
      status: () => {
        throw new Error("on purpose");
      },
    },
    exposed: ['http_requests_total{method="GET",path="/users/:id",status="200"} 1'],
  },
  {
    what: "groupBy may be a function of the request",
    options: { groupBy: (request: { method: string }) => `by ${request.method}` } as never,
    exposed: ['http_requests_total{method="GET",path="by GET",status="200"} 1'],
  },
  {
    what: "groupBy that throws is an error label, one that names nothing is unmatched",
    options: {
      groupBy: (request: { url: string }) => {
        if (request.url === "/nowhere") return undefined;
        throw new Error("on purpose");
      },
    } as never,
    exposed: [
      'http_requests_total{method="GET",path="error",status="200"} 1',
      'http_requests_total{method="GET",path="<unmatched>",status="404"} 1',
      'routemetrics_label_errors_total{metric="http_request_duration_seconds"} 1',
    ],
  },
  {
    what: "a summary takes the place of the histogram",
    options: { duration: "summary" },
    exposed: [
      "# TYPE http_request_duration_seconds summary",
      'http_request_duration_seconds_count{method="GET",path="/users/:id",status="200"} 1',
      'http_requests_total{method="GET",path="/users/:id",status="200"} 1',
    ],
    hidden: ["_bucket"],
  },
  {
    what: "both are possible",
    options: { duration: "both" },
    exposed: [
      "# TYPE http_request_duration_seconds histogram",
      "# TYPE http_request_duration_summary_seconds summary",
    ],
  },
  {
    what: "without a duration the requests are counted",
    options: { duration: false },
    exposed: ['http_requests_total{method="GET",path="/users/:id",status="200"} 1'],
    hidden: ["http_request_duration"],
  },
  {
    what: "without defaults there are instruments only",
    options: { defaults: false },
    exposed: ["seen_total 2"],
    hidden: ["http_request"],
  },
  {
    what: "optional families can be turned off",
    options: { track: { inFlight: false, exceptions: false } },
    hidden: ["in_flight", "exceptions"],
  },
  {
    what: "buckets replace the default ones, the objective adds its own",
    options: { buckets: [0.1, 1], slo: { latency: 0.3 } },
    exposed: ['le="0.1"', 'le="0.3"', 'le="1.2"'],
    hidden: ['le="0.005"'],
  },
  {
    what: "the OpenTelemetry preset follows its conventions",
    options: { preset: "opentelemetry" },
    exposed: [
      'http_server_request_duration_seconds_count{http_request_method="GET",' +
        'http_route="/users/:id",http_response_status_code="200",error_type=""} 1',
    ],
  },
  {
    what: "the Flask preset has the exporter's names, and its total no path",
    options: { preset: "flask" },
    exposed: [
      'flask_http_request_duration_seconds_count{method="GET",path="/users/:id",status="200"} 1',
      'flask_http_request_total{method="GET",status="200"} 1',
      'flask_http_request_total{method="GET",status="404"} 1',
    ],
  },
  {
    what: "the preset of OpenTelemetry's exporter leaves out the unit",
    options: { preset: "opentelemetry-js" },
    exposed: [
      'http_server_request_duration_count{http_request_method="GET",' +
        'http_route="/users/:id",http_response_status_code="200",error_type=""} 1',
    ],
    hidden: ["active_requests"],
  },
  {
    what: "fastify-metrics has quantiles, and no record of what no route matches",
    options: { preset: "fastify-metrics" },
    exposed: [
      'http_request_duration_seconds_count{method="GET",route="/users/:id",status_code="200"} 1',
      'http_request_summary_seconds{method="GET",route="/users/:id",status_code="200",quantile="0.999"}',
    ],
    hidden: ["__unknown__", "http_requests", "exceptions"],
  },
  {
    what: "fastify-metrics records what no route matches once it has a name",
    options: { preset: "fastify-metrics", unmatched: "none", duration: "histogram" },
    exposed: ['http_request_duration_seconds_count{method="GET",route="none",status_code="404"} 1'],
    hidden: ["http_request_summary_seconds"],
  },
  {
    what: "express-prom-bundle has its six buckets, and is up",
    options: { preset: "express-prom-bundle", prefix: "shop" },
    exposed: [
      'shop_http_request_duration_seconds_bucket{status_code="404",method="GET",path="<unmatched>",le="0.003"}',
      "\nshop_up 1\n",
    ],
    hidden: ['le="0.005"', "http_requests"],
  },
  {
    what: "express-prom-bundle can be a summary",
    options: { preset: "express-prom-bundle", duration: "summary" },
    exposed: [
      'http_request_duration_seconds{status_code="200",method="GET",path="/users/:id",quantile="0.75"}',
    ],
    hidden: ["_bucket"],
  },
  {
    what: "promster writes methods small",
    options: { preset: "promster", track: { inFlight: true } },
    exposed: [
      'http_requests_total{method="get",path="/users/:id",status_code="200"} 1',
      'http_request_duration_seconds_bucket{method="get",path="/users/:id",status_code="200",le="0.05"}',
      'http_requests_in_flight{method="get"} 0',
      "\nnodejs_up 1\n",
    ],
    hidden: ["content_length", "exceptions"],
  },
  {
    what: "prometheus-api-metrics has sizes, connections and N/A",
    options: { preset: "prometheus-api-metrics" },
    exposed: [
      'http_request_duration_seconds_bucket{method="GET",route="N/A",code="404",le="0.015"}',
      'http_request_size_bytes_bucket{method="GET",route="/users/:id",code="200",le="5"} 1',
      'http_response_size_bytes_count{method="GET",route="/users/:id",code="200"} 1',
      "\nexpressjs_number_of_open_connections ",
      "\napp_version{version=",
    ],
    hidden: ["http_requests_total", "in_flight"],
  },
  {
    what: "swagger-stats has milliseconds, and totals without labels",
    options: { preset: "swagger-stats", buckets: [0.07, 5] },
    exposed: [
      'api_request_duration_milliseconds_bucket{method="GET",path="/users/:id",code="200",le="70"}',
      'api_request_duration_milliseconds_bucket{method="GET",path="/users/:id",code="200",le="5000"} 1',
      'api_request_total{method="GET",path="<unmatched>",code="404"} 1',
      "\napi_all_request_total 2\n",
      "\napi_all_success_total 1\n",
      "\napi_all_client_error_total 1\n",
      "\napi_all_server_error_total 0\n",
      "\napi_all_request_in_processing_total 0\n",
      "\nnodejs_process_cpu_usage_percentage ",
    ],
    hidden: ["http_request"],
  },
  {
    what: "several presets are recorded at once",
    options: { preset: ["default", "opentelemetry"] },
    exposed: ["http_requests_total{", "http_server_request_duration_seconds_bucket{"],
  },
  {
    what: "a preset of a migration and its successor are recorded at once, each in its way",
    options: { preset: ["promster", "opentelemetry", "flask"] },
    exposed: [
      'http_requests_total{method="get",path="/users/:id",status_code="200"} 1',
      'http_server_request_duration_seconds_count{http_request_method="GET",http_route="",',
      'flask_http_request_total{method="GET",status="404"} 1',
      "http_server_active_requests{",
    ],
    hidden: ["\nhttp_requests_in_flight{"],
  },
  {
    what: "constant labels are on every metric",
    options: { labels: { zone: "eu" } },
    exposed: [
      'http_requests_total{method="GET",path="/users/:id",status="200",zone="eu"} 1',
      'http_requests_in_flight{method="GET",zone="eu"} 0',
      'seen_total{zone="eu"} 2',
    ],
  },
];

/** What the options change. */
export function optionCases(kit: Kit): void {
  test.each(CASES)("$what", async ({ options, exposed = [], hidden = [] }) => {
    const app = await kit.start({ "GET /users/:id": ({ send }) => send(200) }, options);
    app.metrics.registerDefault(app.metrics.counter("seen", "Seen."));
    await send(app, "GET /users/1");
    await send(app, "GET /nowhere");
    await vi.waitFor(async () => expect(await recordedValue(app, "seen_total")).toBe(2));
    const text = (await app.metrics.render()).body.toString();
    for (const part of exposed) expect(text).toContain(part);
    for (const part of hidden) expect(text).not.toContain(part);
  });

  test("several registries are exposed together, the first takes what is new", async () => {
    const [first, second] = [new Registry(), new Registry()];
    new PromClientCounter({ name: "theirs_total", help: "Theirs.", registers: [second] }).inc(2);
    const registry = [first, second];
    const app = await kit.start({ "GET /ok": ({ send }) => send(200) }, { registry });
    await send(app, "GET /ok");
    await vi.waitFor(async () => expect(await recordedValue(app, "http_requests_total")).toBe(1));
    const { body } = await app.metrics.render();
    expect(body.toString()).toContain("theirs_total 2");
    expect(body.toString()).toContain('http_requests_total{method="GET",path="/ok"');
    expect(second.getMetricsAsArray()).toHaveLength(1);
  });

  test("exemplars come from a function, or not at all when it fails", async () => {
    let calls = 0;
    const exemplars = () => {
      calls += 1;
      if (calls > 1) throw new Error("on purpose");
      return { trace_id: "abc" };
    };
    const app = await kit.start({ "GET /ok": ({ send }) => send(200) }, { exemplars });
    for (let sent = 0; sent < 2; sent++) await send(app, "GET /ok");
    await vi.waitFor(async () => expect(await recordedValue(app, "http_requests_total")).toBe(2));
    const { body } = await app.metrics.render({ accept: "application/openmetrics-text" });
    expect(body.toString()).toMatch(/_bucket\{.*\} \d+ # \{trace_id="abc"\}/);
  });

  test("a scrape is answered in the format that is asked for, under the same names", async () => {
    const app = await kit.start({ "GET /ok": ({ send }) => send(200) });
    await send(app, "GET /ok");
    await vi.waitFor(async () => expect(await recordedValue(app, "http_requests_total")).toBe(1));
    const scrape = (accept: string) => send(app, "GET /metrics", { headers: { accept } });
    const protobuf =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";
    const openMetrics = await scrape("application/openmetrics-text;version=1.0.0");
    expect(openMetrics.headers.get("content-type")).toContain("application/openmetrics-text");
    expect(openMetrics.body).toMatch(/# EOF\n$/);
    expect((await scrape(protobuf)).headers.get("content-type")).toContain("protobuf");
    const text = await scrape("text/plain;version=0.0.4");
    expect(text.headers.get("content-type")).toContain("version=0.0.4");
    for (const { body } of [openMetrics, text]) {
      expect(body).toContain('http_requests_total{method="GET",path="/ok",status="200"} 1');
    }
  });
}
