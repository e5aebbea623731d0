import {
  httpMetricNames,
  type LabelRole,
  MetricsError,
  type MetricsOptions,
} from "@routemetrics/core";
import type { HttpMetricNames } from "./page-config.js";

/** The HTTP metrics of one set of options, by name. */
export interface HttpMetrics {
  /** A histogram; absent when durations are a summary or off. */
  readonly duration?: string;
  readonly durationSummary?: string;
  /** Counts requests with the labels of a route; absent where the duration has to. */
  readonly total?: string;
  readonly exceptions?: string;
  readonly inFlight?: string;
  readonly requestSize?: string;
  readonly responseSize?: string;
  readonly timeToFirstByte?: string;
  readonly labels: HttpMetricNames["labels"];
  readonly extraLabels: readonly string[];
  readonly buckets: readonly number[];
}

/** The metrics of the first preset: during a migration the others say the same. */
export function httpMetrics(options: MetricsOptions): HttpMetrics {
  const [names] = httpMetricNames(options);
  const measured = names?.duration ?? names?.durationSummary ?? names?.total;
  if (!names || !measured) {
    throw new MetricsError(
      "RM_ERR_INVALID_OPTION",
      "The options turn the default HTTP metrics off: there is nothing to show. Leave defaults and duration on.",
    );
  }
  const label = (role: LabelRole) =>
    Object.entries(measured.labels).find(([, one]) => one === role)?.[0] ?? role;
  const labels = { method: label("method"), path: label("path"), status: label("status") };
  // A metric without the path cannot tell of routes.
  const name = (key: string, family: typeof measured | undefined) =>
    family && labels.path in family.labels ? { [key]: family.name } : {};
  return {
    ...name("duration", names.duration),
    ...name("durationSummary", names.durationSummary),
    ...name("total", names.total),
    ...name("exceptions", names.exceptions),
    ...(names.inFlight ? { inFlight: names.inFlight.name } : {}),
    ...name("requestSize", names.requestSize),
    ...name("responseSize", names.responseSize),
    ...name("timeToFirstByte", names.timeToFirstByte),
    labels,
    extraLabels: names.extraLabels,
    buckets: names.buckets,
  };
}

/** What the page looks for in a scrape. */
export function pageMetricNames(options: MetricsOptions): HttpMetricNames {
  const { duration, durationSummary, total, ...rest } = httpMetrics(options);
  const { exceptions, inFlight, requestSize, responseSize, labels } = rest;
  const seconds = duration ?? durationSummary;
  return {
    ...(seconds ? { duration: seconds } : {}),
    ...(total ? { requests: total } : {}),
    ...(exceptions ? { exceptions } : {}),
    ...(inFlight ? { inFlight } : {}),
    ...(requestSize ? { requestSize } : {}),
    ...(responseSize ? { responseSize } : {}),
    labels,
  };
}
