import type { GenerateOptions } from "./generate-options.js";
import type { Panel, Unit } from "./grafana-panel.js";
import { type HttpQueries, sum } from "./http-queries.js";

const RANGE = "$__rate_interval";

/** How the whole service does, and which routes to look at. */
export function overviewPanels(queries: HttpQueries, { slo }: GenerateOptions): Panel[] {
  const { labels, inFlight, duration } = queries.metrics;
  const failing = `topk(10, ${queries.errorRatio(queries.routeLabels, RANGE)})`;
  const panels: Panel[] = [
    stat("Requests", "reqps", queries.requestRate("", RANGE)),
    stat("Server errors", "percentunit", queries.errorRatio("", RANGE)),
  ];
  if (duration) panels.push(stat("p99", "s", queries.quantile(0.99, duration, "", RANGE)));
  if (inFlight) panels.push(stat("In flight", "short", sum("", queries.select(inFlight))));
  const status = `{{${labels.status}}}`;
  panels.push(
    {
      ...course("Requests by status", "reqps", queries.requestRate(labels.status, RANGE), status),
      stacked: true,
    },
    course("Share of server errors by route", "percentunit", failing, routeLegend(queries)),
    ranking("Most failing routes", "percentunit", failing, routeLegend(queries)),
  );
  if (duration) panels.push(...durationPanels(queries, duration, slo));
  return panels;
}

/** `GET /users/:id`, in Grafana's placeholders. */
export function routeLegend({ metrics: { labels } }: HttpQueries): string {
  return `{{${labels.method}}} {{${labels.path}}}`;
}

function durationPanels(
  queries: HttpQueries,
  duration: string,
  slo: GenerateOptions["slo"],
): Panel[] {
  const slowest = `topk(10, ${queries.quantile(0.99, duration, queries.routeLabels, RANGE)})`;
  const panels: Panel[] = [
    ranking("Slowest routes (p99)", "s", slowest, routeLegend(queries)),
    {
      type: "timeseries",
      title: "Durations",
      unit: "s",
      width: 12,
      queries: [0.5, 0.9, 0.99].map((q) => ({
        expr: queries.quantile(q, duration, "", RANGE),
        legend: `p${q * 100}`,
      })),
    },
    {
      type: "heatmap",
      title: "Where the durations lie",
      unit: "s",
      width: 12,
      queries: [{ expr: queries.histogramRate(duration, "", RANGE), legend: "{{le}}" }],
    },
  ];
  if (slo) {
    const slow = queries.slowRatio(duration, slo.latency, "", RANGE);
    panels.push(
      course(`Share of requests slower than ${slo.latency} s`, "percentunit", slow, "slow"),
    );
  }
  return panels;
}

function stat(title: string, unit: Unit, expr: string): Panel {
  return { type: "stat", title, unit, width: 6, queries: [{ expr }] };
}

function ranking(title: string, unit: Unit, expr: string, legend: string): Panel {
  return { type: "bargauge", title, unit, width: 12, queries: [{ expr, legend, instant: true }] };
}

/** One query over time. */
export function course(title: string, unit: Unit, expr: string, legend: string): Panel {
  return { type: "timeseries", title, unit, width: 12, queries: [{ expr, legend }] };
}
