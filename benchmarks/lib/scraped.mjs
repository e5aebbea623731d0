// Histograms with many series, ours and prom-client's, and what renders them.
import promClient from "prom-client";
import { ours } from "./ours.mjs";
import { buckets, durationAt } from "./workload.mjs";

/**
 * `touch(part)` records one more request in a part of the series, spread over all of them;
 * `touchInTurns()` in all of them, few at a time.
 */
export function oursOf(series, options) {
  const { metrics, record } = ours({ maxSeries: series + 1, ...options });
  let round = 0;
  const touchOne = (i) => record(`/things${i}`, 200, durationAt(i * 7 + round * 13));
  const touch = (part, step = 1) => {
    round += 1;
    for (let i = 0; i < series * part; i++) touchOne(i * step);
  };
  const touchInTurns = () => {
    round += 1;
    return turnsOf(series, touchOne);
  };
  touch(1);
  const render = (headers) => metrics.render(headers);
  return { render, handler: metrics.handler(), touch, touchInTurns, record };
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
  const touchOne = (i) =>
    histogram.observe({ method: "GET", path: `/things${i}`, status: 200 }, durationAt(i));
  const touch = (part) => {
    for (let i = 0; i < series * part; i++) touchOne(i);
  };
  const touchInTurns = () => turnsOf(series, touchOne);
  touch(1);
  const handler = async (_request, response) => {
    response.setHeader("content-type", registry.contentType);
    response.end(await registry.metrics());
  };
  return { render: () => registry.metrics(), handler, touch, touchInTurns, registry };
}

/** So few that they take less than a millisecond. */
const IN_A_TURN = 100;

function* turnsOf(series, touchOne) {
  for (let i = 0; i < series; i++) {
    if (i % IN_A_TURN === 0) yield;
    touchOne(i);
  }
}
