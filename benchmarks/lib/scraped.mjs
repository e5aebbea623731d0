// Histograms with many series, ours and prom-client's, and what renders them.
import promClient from "prom-client";
import { ours } from "./ours.mjs";
import { buckets, durationAt } from "./workload.mjs";

/** `touch(part)` records one more request in a part of the series, spread over all of them. */
export function oursOf(series, options) {
  const { metrics, record } = ours({ maxSeries: series + 1, ...options });
  let round = 0;
  const touch = (part, step = 1) => {
    round += 1;
    for (let i = 0; i < series * part; i++) {
      record(`/things${i * step}`, 200, durationAt(i * 7 + round * 13));
    }
  };
  touch(1);
  const handler = metrics.handler();
  return { render: (headers) => metrics.render(headers), handler, touch, record };
}

export function theirsOf(series) {
  const registry = new promClient.Registry();
  const labelNames = ["method", "path", "status"];
  const histogram = new promClient.Histogram({
    name: "http_request_duration_seconds",
    help: "x",
    labelNames,
    buckets,
    registers: [registry],
  });
  const touch = (part) => {
    for (let i = 0; i < series * part; i++) {
      histogram.observe({ method: "GET", path: `/things${i}`, status: 200 }, durationAt(i));
    }
  };
  touch(1);
  const handler = async (_request, response) => {
    response.setHeader("content-type", registry.contentType);
    response.end(await registry.metrics());
  };
  return { render: () => registry.metrics(), handler, touch, registry };
}
