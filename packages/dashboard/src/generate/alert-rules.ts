import { BURN_ALERTS, recordedRatio } from "./burn-rate.js";
import { checkedObjective, type GenerateOptions } from "./generate-options.js";
import { HttpQueries } from "./http-queries.js";
import type { AlertRule, RuleFile } from "./rule-file.js";

/** Burn-rate alerts on the recorded shares, and alerts on the metrics themselves. */
export function alertRules<Request = never, Response = never>(
  options: GenerateOptions<Request, Response> = {},
): RuleFile {
  const plain = options as GenerateOptions;
  const queries = new HttpQueries(plain, plain.selector ?? "");
  return {
    groups: [
      { name: "routemetrics-burn-rate", rules: burnAlerts(queries, plain) },
      { name: "routemetrics-health", rules: healthAlerts(queries) },
    ],
  };
}

function burnAlerts(queries: HttpQueries, { objective, slo }: GenerateOptions): AlertRule[] {
  const { availability, latency } = checkedObjective(objective);
  const scope = scopeOf(queries);
  const failed = budgetAlerts({
    alert: "HttpErrorBudgetBurn",
    scope,
    what: "failed",
    objective: availability,
    happens: "fail with a server error",
  });
  if (slo === undefined || queries.metrics.duration === undefined) return failed;
  const slow = budgetAlerts({
    alert: "HttpLatencyBudgetBurn",
    scope,
    what: "slow",
    objective: latency,
    happens: `take longer than ${slo.latency} s`,
  });
  return [...failed, ...slow];
}

/** The recorded shares have no labels but the job: this leaves those of the chosen series. */
function scopeOf(queries: HttpQueries): string {
  const { presence } = queries;
  const chosen = queries.select(presence);
  return chosen === presence ? "" : ` and on (job) group by (job) (${chosen})`;
}

interface Budget {
  readonly alert: string;
  /** Ends the expression. */
  readonly scope: string;
  readonly what: "failed" | "slow";
  readonly objective: number;
  readonly happens: string;
}

function budgetAlerts({ alert, scope, what, objective, happens }: Budget): AlertRule[] {
  return BURN_ALERTS.map(({ severity, rate, long, short, hold }) => {
    // Rounded, since 1 - 0.999 is not 0.001 in binary.
    const limit = rounded(rate * (1 - objective));
    return {
      alert,
      expr: `${recordedRatio(what, long)} > ${limit} and ${recordedRatio(what, short)} > ${limit}${scope}`,
      for: hold,
      labels: { severity, window: long },
      annotations: {
        summary: `Too many requests to {{ $labels.job }} ${happens}.`,
        description:
          `{{ $value | humanizePercentage }} of the requests of the last ${long} ${happens}: ` +
          `over ${rate} times what an objective of ${rounded(objective * 100)} % allows.`,
      },
    };
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

function healthAlerts(queries: HttpQueries): AlertRule[] {
  const metric = (name: string) => queries.select(name);
  const grown = (name: string, by: string) => `sum by (${by}) (increase(${metric(name)}[15m])) > 0`;
  return [
    health({
      alert: "RoutemetricsSeriesOverflow",
      expr: grown("routemetrics_series_overflow_total", "job, metric"),
      hold: "15m",
      summary: "{{ $labels.metric }} of {{ $labels.job }} has too many series.",
      description:
        "New label values are folded into <overflow>: a label probably holds something unbounded.",
    }),
    health({
      alert: "RoutemetricsScrapeErrors",
      expr: grown("routemetrics_scrape_errors_total", "job"),
      hold: "15m",
      summary: "Some metrics of {{ $labels.job }} cannot be collected.",
      description:
        "A collector of the application fails or does not answer: its metrics are missing.",
    }),
    health({
      alert: "RoutemetricsWorkersMissing",
      expr: `max by (job, instance) (${metric("routemetrics_workers_missing")}) > 0`,
      hold: "5m",
      summary: "{{ $value }} workers of {{ $labels.instance }} do not answer.",
      description: "Scrapes lack their latest numbers: their event loops are probably blocked.",
    }),
    health({
      alert: "NodeEventLoopDelay",
      expr: `max by (job, instance) (${metric("nodejs_eventloop_lag_p99_seconds")}) > 0.25`,
      hold: "10m",
      summary: "The event loop of {{ $labels.instance }} is held up.",
      description:
        "1 in 100 turns comes {{ $value | humanizeDuration }} late or more: something computes too long at a time.",
    }),
  ];
}

interface Health {
  readonly alert: string;
  readonly expr: string;
  readonly hold: string;
  readonly summary: string;
  readonly description: string;
}

function health({ alert, expr, hold, summary, description }: Health): AlertRule {
  const labels = { severity: "ticket" };
  return { alert, expr, for: hold, labels, annotations: { summary, description } };
}
