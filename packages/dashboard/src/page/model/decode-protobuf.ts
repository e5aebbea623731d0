import type { HistogramValue, MetricFamily, NativeHistogram } from "@routemetrics/core";
import { type Message, readMessage } from "./protobuf-message.js";

const COUNTER = 0;
const SUMMARY = 2;
const HISTOGRAM = 4;

/** Reads length-delimited `io.prometheus.client.MetricFamily` messages. */
export function decodeProtobuf(bytes: Uint8Array): MetricFamily[] {
  return readMessage(bytes, { delimited: true }).messages(0).map(toFamily);
}

function toFamily(family: Message): MetricFamily {
  const name = family.text(1);
  const help = family.text(2);
  const type = family.number(3);
  const metrics = family.messages(4);
  if (type === HISTOGRAM) {
    const series = metrics.map((metric) => ({
      labels: readLabels(metric),
      histogram: toHistogram(metric.message(7)),
    }));
    return { name, help, type: "histogram", series };
  }
  if (type === SUMMARY) {
    const series = metrics.map((metric) => ({
      labels: readLabels(metric),
      summary: toSummary(metric.message(4)),
    }));
    return { name, help, type: "summary", series };
  }
  const series = metrics.map((metric) => ({
    labels: readLabels(metric),
    value: readValue(metric),
  }));
  return { name, help, type: type === COUNTER ? "counter" : "gauge", series };
}

/** Gauge, counter and untyped metrics differ only in the field that holds them. */
function readValue(metric: Message): number {
  const holder = [2, 3, 5].find((field) => metric.has(field)) ?? 2;
  return metric.message(holder).double(1);
}

function readLabels(metric: Message): Record<string, string> {
  return Object.fromEntries(metric.messages(1).map((pair) => [pair.text(1), pair.text(2)]));
}

function toSummary(message: Message) {
  const quantiles = message
    .messages(3)
    .map((one) => ({ quantile: one.double(1), value: one.double(2) }));
  return { count: message.number(1), sum: message.double(2), quantiles };
}

function toHistogram(message: Message): HistogramValue {
  const count = message.number(1);
  const buckets = message
    .messages(3)
    .map((bucket) => ({ cumulative: bucket.number(1), upper: bucket.double(2) }))
    .filter((bucket) => Number.isFinite(bucket.upper));
  const cumulative = [...buckets.map((bucket) => bucket.cumulative), count];
  const classic = {
    upperBounds: buckets.map((bucket) => bucket.upper),
    counts: cumulative.map((value, i) => value - (cumulative[i - 1] ?? 0)),
    sum: message.double(2),
    count,
  };
  return message.has(5) ? { ...classic, native: toNative(message) } : classic;
}

function toNative(message: Message): NativeHistogram {
  return {
    schema: message.signed(5),
    zeroThreshold: message.double(6),
    zeroCount: message.number(7),
    negative: toBuckets(message.messages(9), message.signedList(10)),
    positive: toBuckets(message.messages(12), message.signedList(13)),
    exemplars: [],
  };
}

function toBuckets(spans: Message[], deltas: number[]) {
  const indices: number[] = [];
  const counts: number[] = [];
  let index = 0;
  let count = 0;
  for (const span of spans) {
    index += span.signed(1);
    for (let left = span.number(2); left > 0; left--) {
      count += deltas[indices.length] ?? 0;
      indices.push(index++);
      counts.push(count);
    }
  }
  return { indices, counts };
}
