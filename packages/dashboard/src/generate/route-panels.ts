import type { Panel } from "./grafana-panel.js";
import { type HttpQueries, sum } from "./http-queries.js";
import { course, routeLegend } from "./overview-panels.js";

const RANGE = "$__rate_interval";

/** The chosen routes in detail. */
export function routePanels(queries: HttpQueries): Panel[] {
  const { labels, duration, exceptions, requestSize, responseSize, timeToFirstByte } =
    queries.metrics;
  const by = queries.routeLabels;
  const route = routeLegend(queries);
  const quantiles = (title: string, name: string) =>
    [0.5, 0.9, 0.99].map((q) =>
      course(`${title} p${q * 100}`, "s", queries.quantile(q, name, by, RANGE), route),
    );
  const size = (title: string, name: string) =>
    course(title, "bytes", queries.meanSize(name, by, RANGE), route);
  const status = queries.requestRate(labels.status, RANGE);
  const panels: Panel[] = [
    course("Requests", "reqps", queries.requestRate(by, RANGE), route),
    course("Share of server errors", "percentunit", queries.errorRatio(by, RANGE), route),
    { ...course("Requests by status", "reqps", status, `{{${labels.status}}}`), stacked: true },
  ];
  if (exceptions) {
    // What has never happened has no series: 0 rather than "No data".
    const rate = `${sum(by, `rate(${queries.select(exceptions)}[${RANGE}])`)} or vector(0)`;
    panels.push(course("Exceptions that no handler answered, per second", "short", rate, route));
  }
  if (duration) panels.push(...quantiles("Duration", duration));
  if (timeToFirstByte) panels.push(...quantiles("Time to first byte", timeToFirstByte));
  if (requestSize) panels.push(size("Mean size of requests", requestSize));
  if (responseSize) panels.push(size("Mean size of responses", responseSize));
  return panels;
}
