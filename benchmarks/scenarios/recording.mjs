// One finished request: series found, histogram observed, total counted.
import * as platformatic from "@platformatic/prom-client";
import * as prometheusIo from "@prometheus-io/client";
import promClient from "prom-client";
import { cpuNanoseconds, interleave } from "../lib/measure.mjs";
import { ours } from "../lib/ours.mjs";
import { costTable } from "../lib/table.mjs";
import { buckets, codeAt, durationAt, routeAt } from "../lib/workload.mjs";

function oursCase(options) {
  const { record } = ours(options);
  const run = (operations) => {
    for (let i = 0; i < operations; i++) record(routeAt(i), codeAt(i), durationAt(i));
  };
  return () => cpuNanoseconds(run, 200_000);
}

function theirCase({ Histogram }) {
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, buckets, registers: [] });
  const run = (operations) => {
    for (let i = 0; i < operations; i++) {
      histogram.observe({ method: "GET", path: routeAt(i), status: codeAt(i) }, durationAt(i));
    }
  };
  return () => cpuNanoseconds(run, 20_000);
}

const results = await interleave({
  ours: oursCase(),
  "ours again (A/A)": oursCase(),
  "ours without native buckets": oursCase({ nativeHistogram: false }),
  "prom-client": theirCase(promClient),
  "@prometheus-io/client": theirCase(prometheusIo),
  "@platformatic/prom-client": theirCase(platformatic),
});
const ratio = results.ours.median / results["prom-client"].median;
console.log(
  JSON.stringify({
    title: "Recording alone",
    note: "One finished request of one of 20 routes; the rivals observe one classic histogram.",
    table: costTable(results, { unit: "ns", to: "prom-client", digits: 0 }),
    budget: {
      text: "at most 1/20 of prom-client",
      met: ratio <= 1 / 20,
      value: `1/${(1 / ratio).toFixed(1)}`,
    },
  }),
);
