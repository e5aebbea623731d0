import type { Labels, MetricFamily } from "@routemetrics/core";
import type { HttpMetricNames } from "../../page-config.js";
import { type Distribution, toDistribution } from "./distribution.js";

/** Running totals of one series of the HTTP metrics, as one scrape shows them. */
export interface HttpSeries {
  readonly method: string;
  readonly path: string;
  readonly status: string;
  requests: number;
  exceptions: number;
  /** Seconds, over all requests. */
  seconds: number;
  latency?: Distribution;
  requestBytes: number;
  responseBytes: number;
}

/** One entry per label set, by a key that stays the same from scrape to scrape. */
export function readHttpSeries(
  families: readonly MetricFamily[],
  names: HttpMetricNames,
): Map<string, HttpSeries> {
  const all = new Map<string, HttpSeries>();
  const at = (labels: Labels) => seriesAt(all, labels, names.labels);
  const find = (name: string | undefined) => families.find((family) => family.name === name);

  // The duration counts the requests too, with every label; some totals have fewer.
  const requests = find(names.duration) ? undefined : find(names.requests);
  if (requests && "series" in requests) {
    for (const one of requests.series) if ("value" in one) at(one.labels).requests = one.value;
  }
  for (const { labels, count, sum, latency } of distributions(find(names.duration))) {
    const series = at(labels);
    series.requests = count;
    series.seconds = sum;
    if (latency) series.latency = latency;
  }
  for (const { labels, sum } of distributions(find(names.requestSize))) {
    at(labels).requestBytes = sum;
  }
  for (const { labels, sum } of distributions(find(names.responseSize))) {
    at(labels).responseBytes = sum;
  }
  const exceptions = find(names.exceptions);
  for (const one of exceptions?.series ?? []) {
    if ("value" in one && names.labels.path in one.labels) {
      at(one.labels).exceptions = one.value;
    }
  }
  return all;
}

function* distributions(
  family: MetricFamily | undefined,
): Generator<{ labels: Labels; count: number; sum: number; latency?: Distribution }> {
  for (const one of family?.series ?? []) {
    if ("histogram" in one) {
      const { count, sum } = one.histogram;
      yield { labels: one.labels, count, sum, latency: toDistribution(one.histogram) };
    } else if ("summary" in one) {
      yield { labels: one.labels, count: one.summary.count, sum: one.summary.sum };
    }
  }
}

function seriesAt(
  all: Map<string, HttpSeries>,
  labels: Labels,
  names: HttpMetricNames["labels"],
): HttpSeries {
  const key = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  let series = all.get(key);
  if (!series) {
    series = {
      method: labels[names.method] ?? "",
      path: labels[names.path] ?? "",
      status: labels[names.status] ?? "",
      requests: 0,
      exceptions: 0,
      seconds: 0,
      requestBytes: 0,
      responseBytes: 0,
    };
    all.set(key, series);
  }
  return series;
}
