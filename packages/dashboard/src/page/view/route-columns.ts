import { formatBytes, formatCount, formatRate, formatSeconds, formatShare } from "../format.js";
import { quantile } from "../model/distribution.js";
import type { RouteTotals } from "../model/route-totals.js";

/** One column of the table of routes, after their names. */
export interface Column {
  readonly title: string;
  readonly hint: string;
  readonly value: (route: RouteTotals, seconds: number) => number;
  readonly format: (value: number) => string;
  /** The numbers behind the value, shown on hovering. */
  readonly counts?: (route: RouteTotals) => string;
  /** Colour of the bar behind the value; none: no bar. */
  readonly bar?: "plain" | "slow" | "bad";
  /** On a phone only shown for the chosen route. */
  readonly minor?: boolean;
  /** Left out while every route has nothing to show. */
  readonly optional?: boolean;
}

const latency = (q: number) => (route: RouteTotals) => quantile(route.latency, q) ?? Number.NaN;
const mean = (key: "requestBytes" | "responseBytes") => (route: RouteTotals) =>
  route[key] > 0 ? route[key] / route.requests : Number.NaN;

export const COLUMNS: readonly Column[] = [
  {
    title: "Requests",
    hint: "per second",
    value: (r, s) => r.requests / (s || 1),
    counts: (r) => `${formatCount(r.requests)} requests`,
    format: formatRate,
    bar: "plain",
  },
  {
    title: "Server errors",
    hint: "share of 5xx answers",
    value: (r) => r.serverErrors / r.requests,
    counts: (r) => `${formatCount(r.serverErrors)} of ${formatCount(r.requests)} requests`,
    format: formatShare,
    bar: "bad",
  },
  {
    title: "Client errors",
    minor: true,
    hint: "share of 4xx answers",
    value: (r) => r.clientErrors / r.requests,
    counts: (r) => `${formatCount(r.clientErrors)} of ${formatCount(r.requests)} requests`,
    format: formatShare,
  },
  {
    title: "p50",
    minor: true,
    hint: "half of the requests are faster",
    value: latency(0.5),
    format: formatSeconds,
  },
  {
    title: "p90",
    minor: true,
    hint: "90 of 100 requests are faster",
    value: latency(0.9),
    format: formatSeconds,
  },
  {
    title: "p99",
    hint: "99 of 100 requests are faster",
    value: latency(0.99),
    format: formatSeconds,
    bar: "slow",
  },
  {
    title: "Exceptions",
    minor: true,
    hint: "errors that no handler answered",
    value: (r) => r.exceptions,
    format: formatCount,
    optional: true,
  },
  {
    title: "Request size",
    minor: true,
    hint: "mean",
    value: mean("requestBytes"),
    format: formatBytes,
    optional: true,
  },
  {
    title: "Response size",
    minor: true,
    hint: "mean",
    value: mean("responseBytes"),
    format: formatBytes,
    optional: true,
  },
];

export const SERVER_ERRORS = 1;
export const P99 = 5;

/** A route with the value of each column: a quantile is computed once, not at each comparison. */
export interface RouteValues {
  readonly id: string;
  readonly route: RouteTotals;
  readonly values: readonly number[];
}

export function valuesOf(route: RouteTotals, seconds: number): RouteValues {
  const values = COLUMNS.map((column) => column.value(route, seconds));
  return { id: `${route.method} ${route.path}`, route, values };
}

/** Orders by a column, or by name where there is none; what has no value comes last. */
export function comparing(column: number, descending: boolean) {
  const sign = descending ? -1 : 1;
  return (a: RouteValues, b: RouteValues): number => {
    const byName =
      compareText(a.route.path, b.route.path) || compareText(a.route.method, b.route.method);
    const [x, y] = [a.values[column], b.values[column]];
    if (x === undefined || y === undefined) return byName * sign;
    if (Number.isNaN(x) || Number.isNaN(y))
      return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return x === y ? byName : (x - y) * sign;
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
