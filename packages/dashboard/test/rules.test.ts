import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findBinary, requireBinary } from "@routemetrics/conformance/servers";
import {
  alertRules,
  type GenerateOptions,
  type RuleFile,
  recordingRules,
  toYaml,
} from "@routemetrics/dashboard";
import { describe, expect, onTestFinished, test } from "vitest";

const noPromtool = requireBinary("promtool");
const run = promisify(execFile);

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rules-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

async function promtool(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(findBinary("promtool") as string, args, { cwd: folder }).catch(
    (error) => Promise.reject(new Error(`${error.stdout}${error.stderr}`)),
  );
  return stdout;
}

const countOf = (file: RuleFile) => file.groups.reduce((sum, { rules }) => sum + rules.length, 0);

const variants: Record<string, GenerateOptions> = {
  defaults: {},
  "an objective for durations": { slo: { latency: 0.3 } },
  "a whole number of seconds": { slo: { latency: 1 }, selector: 'job="shop"' },
  "native histograms": { slo: { latency: 0.3 }, histograms: "native" },
  "a prefix and labels": { prefix: "shop", labels: { tenant: "a" } },
  classic: { preset: "classic", slo: { latency: 0.3 } },
  opentelemetry: { preset: "opentelemetry", slo: { latency: 0.3 } },
  flask: { preset: "flask", slo: { latency: 0.3 } },
  "fastify-metrics": { preset: "fastify-metrics", slo: { latency: 0.25 } },
  "express-prom-bundle": { preset: "express-prom-bundle", slo: { latency: 0.3 } },
  promster: { preset: "promster", slo: { latency: 0.3 } },
  "swagger-stats": { preset: "swagger-stats" },
  "prometheus-api-metrics": { preset: "prometheus-api-metrics", slo: { latency: 0.3 } },
  "a summary of durations": { duration: "summary", slo: { latency: 0.3 } },
  "a selector with quotes": { selector: 'job=~"shop|search", env!=""' },
};

describe.skipIf(noPromtool)("promtool", { timeout: 60_000 }, () => {
  test.each(Object.entries(variants))("accepts the rules for %s", async (_name, options) => {
    const files = [recordingRules(options), alertRules(options)];
    const [recording = "", alerts = ""] = files.map(toYaml);
    const folder = await folderWith({ "recording.yaml": recording, "alerts.yaml": alerts });
    const said = await promtool(folder, "check", "rules", "recording.yaml", "alerts.yaml");
    expect(said.match(/SUCCESS: \d+/g)).toEqual(files.map((file) => `SUCCESS: ${countOf(file)}`));
  });

  /** One series of constant growth per status: `perMinute` requests, `failing` of them with 500. */
  const traffic = (perMinute: number, failing: number) => [
    { series: total("200"), values: `0+${perMinute - failing}x2200` },
    { series: total("500"), values: `0+${failing}x2200` },
  ];
  const total = (status: string) =>
    `http_requests_total{job="shop",method="GET",path="/a",status="${status}"}`;
  const bucket = (le: string) =>
    `http_request_duration_seconds_bucket{job="shop",method="GET",path="/a",status="200",le="${le}"}`;
  const count =
    'http_request_duration_seconds_count{job="shop",method="GET",path="/a",status="200"}';

  interface Case {
    name: string;
    interval?: string;
    input_series: { series: string; values: string }[];
    alert_rule_test?: object[];
    promql_expr_test?: object[];
  }

  const isLong = (one: Case) => JSON.stringify(one).includes('"3d"');

  async function unitTest(options: GenerateOptions, ...tests: Case[]): Promise<void> {
    const folder = await folderWith({
      "recording.yaml": toYaml(recordingRules(options)),
      "alerts.yaml": toYaml(alertRules(options)),
      "test.yaml": toYaml({
        rule_files: ["recording.yaml", "alerts.yaml"],
        // Three days a minute at a time would take promtool half a minute.
        evaluation_interval: tests.some(isLong) ? "10m" : "1m",
        // The alerts last: what was recorded ten minutes ago is stale.
        group_eval_order: [recordingRules(options), alertRules(options)].flatMap(({ groups }) =>
          groups.map(({ name }) => name),
        ),
        tests: tests.map((one) => ({ interval: isLong(one) ? "2m" : "1m", ...one })),
      }),
    });
    expect(await promtool(folder, "test", "rules", "test.yaml")).toContain("SUCCESS");
  }

  const budgetAlert = (
    alert: string,
    firing: [severity: string, window: string, share: string, rate: number][],
    happens: string,
    objective: string,
  ) => ({
    alertname: alert,
    exp_alerts: firing.map(([severity, window, share, rate]) => ({
      exp_labels: { job: "shop", severity, window },
      exp_annotations: {
        summary: `Too many requests to shop ${happens}.`,
        description: `${share} of the requests of the last ${window} ${happens}: over ${rate} times what an objective of ${objective} % allows.`,
      },
    })),
  });

  test("a service without errors alerts nobody", async () => {
    await unitTest(
      {},
      {
        name: "no errors",
        input_series: traffic(600, 0),
        alert_rule_test: [{ eval_time: "3d", ...budgetAlert("HttpErrorBudgetBurn", [], "", "") }],
      },
    );
  });

  test("a budget that burns fast pages, one that burns slowly makes a ticket", async () => {
    const alert = (...firing: [string, string, string, number][]) =>
      budgetAlert("HttpErrorBudgetBurn", firing, "fail with a server error", "99.9");
    await unitTest(
      {},
      {
        name: "2 % fail: 20 times the budget",
        input_series: traffic(600, 12),
        alert_rule_test: [
          { eval_time: "1m", ...alert() },
          {
            eval_time: "3d",
            ...alert(
              ["page", "1h", "2%", 14.4],
              ["page", "6h", "2%", 6],
              ["ticket", "1d", "2%", 3],
              ["ticket", "3d", "2%", 1],
            ),
          },
        ],
      },
      {
        name: "0.4 % fail: 4 times the budget",
        input_series: traffic(6000, 24),
        alert_rule_test: [
          { eval_time: "3d", ...alert(["ticket", "1d", "0.4%", 3], ["ticket", "3d", "0.4%", 1]) },
        ],
      },
      {
        name: "0.05 % fail: within the budget",
        input_series: traffic(6000, 3),
        alert_rule_test: [{ eval_time: "3d", ...alert() }],
      },
    );
  });

  test("an incident that is over stops paging, though the long window remembers it", async () => {
    const alert = (...firing: [string, string, string, number][]) =>
      budgetAlert("HttpErrorBudgetBurn", firing, "fail with a server error", "99.9");
    await unitTest(
      {},
      {
        name: "10 minutes of 50 %, then none",
        input_series: [
          { series: total("200"), values: "0+600x60 36000+300x10 39000+600x60" },
          { series: total("500"), values: "0x60 0+300x10 3000x60" },
        ],
        alert_rule_test: [{ eval_time: "105m", ...alert() }],
        promql_expr_test: [
          {
            expr: "job:http_requests_failed:ratio_rate1h > bool 0.0144",
            eval_time: "105m",
            exp_samples: [{ labels: '{job="shop"}', value: 1 }],
          },
        ],
      },
    );
  });

  test("slow requests burn the budget of durations", async () => {
    const options: GenerateOptions = { slo: { latency: 0.3 }, objective: { latency: 0.95 } };
    const slow = budgetAlert(
      "HttpLatencyBudgetBurn",
      [
        ["page", "1h", "80%", 14.4],
        ["page", "6h", "80%", 6],
        ["ticket", "1d", "80%", 3],
        ["ticket", "3d", "80%", 1],
      ],
      "take longer than 0.3 s",
      "95",
    );
    await unitTest(options, {
      name: "4 of 5 requests are slow",
      input_series: [
        { series: count, values: "0+100x2200" },
        { series: bucket("0.3"), values: "0+20x2200" },
        { series: bucket("+Inf"), values: "0+100x2200" },
      ],
      alert_rule_test: [{ eval_time: "3d", ...slow }],
    });
  });

  test("whole seconds are found in both spellings of their bucket", async () => {
    const name = "job:http_requests_slow:ratio_rate5m";
    for (const le of ["1", "1.0"]) {
      await unitTest(
        { slo: { latency: 1 } },
        {
          name: `le="${le}"`,
          input_series: [
            { series: count, values: "0+100x10" },
            { series: bucket(le), values: "0+75x10" },
          ],
          promql_expr_test: [
            {
              expr: name,
              eval_time: "10m",
              exp_samples: [{ labels: `${name}{job="shop"}`, value: 0.25 }],
            },
          ],
        },
      );
    }
  });

  test("the recorded numbers of a route are what the series say", async () => {
    const route = '{job="shop", method="GET", path="/a"}';
    const expected = (name: string, value: number) => ({
      expr: name,
      eval_time: "10m",
      exp_samples: [{ labels: `${name}${route}`, value }],
    });
    await unitTest(
      {},
      {
        name: "a route",
        input_series: [
          ...traffic(600, 60),
          { series: bucket("0.1"), values: "0+300x10" },
          { series: bucket("0.5"), values: "0+600x10" },
          { series: bucket("+Inf"), values: "0+600x10" },
        ],
        promql_expr_test: [
          expected("route:http_requests:rate5m", 10),
          expected("route:http_requests_failed:ratio_rate5m", 0.1),
          expected("route:http_request_duration_seconds:p50_5m", 0.1),
          expected("route:http_request_duration_seconds:p90_5m", 0.42000000000000004),
        ],
      },
    );
  });

  test("the metrics themselves are watched", async () => {
    const ticket = (summary: string, description: string, labels: object) => [
      { exp_labels: { severity: "ticket", ...labels }, exp_annotations: { summary, description } },
    ];
    await unitTest(
      {},
      {
        name: "everything is wrong",
        input_series: [
          {
            series: 'routemetrics_series_overflow_total{job="shop",instance="a",metric="m"}',
            values: "0+1x60",
          },
          { series: 'routemetrics_scrape_errors_total{job="shop",instance="a"}', values: "0+1x60" },
          { series: 'routemetrics_workers_missing{job="shop",instance="a"}', values: "2x60" },
          { series: 'nodejs_eventloop_lag_p99_seconds{job="shop",instance="a"}', values: "0.5x60" },
        ],
        alert_rule_test: [
          {
            eval_time: "40m",
            alertname: "RoutemetricsSeriesOverflow",
            exp_alerts: ticket(
              "m of shop has too many series.",
              "New label values are folded into <overflow>: a label probably holds something unbounded.",
              { job: "shop", metric: "m" },
            ),
          },
          {
            eval_time: "40m",
            alertname: "RoutemetricsScrapeErrors",
            exp_alerts: ticket(
              "Some metrics of shop cannot be collected.",
              "A collector of the application fails or does not answer: its metrics are missing.",
              { job: "shop" },
            ),
          },
          {
            eval_time: "40m",
            alertname: "RoutemetricsWorkersMissing",
            exp_alerts: ticket(
              "2 workers of a do not answer.",
              "Scrapes lack their latest numbers: their event loops are probably blocked.",
              { job: "shop", instance: "a" },
            ),
          },
          {
            eval_time: "40m",
            alertname: "NodeEventLoopDelay",
            exp_alerts: ticket(
              "The event loop of a is held up.",
              "1 in 100 turns comes 500ms late or more: something computes too long at a time.",
              { job: "shop", instance: "a" },
            ),
          },
        ],
      },
    );
  });
});

test.each([{ availability: 1 }, { latency: 0 }, { availability: Number.NaN }])(
  "an objective of %o leaves nothing to burn, or is no share",
  (objective) => {
    expect(() => alertRules({ objective })).toThrow(/objective\.(availability|latency) is/);
  },
);

test("options that turn the HTTP metrics off have nothing to show", () => {
  expect(() => recordingRules({ defaults: false })).toThrow(/nothing to show/);
});

test("wrong options are refused as the metrics refuse them", () => {
  expect(() => recordingRules({ preset: "no such" as never })).toThrow(/preset/);
});
