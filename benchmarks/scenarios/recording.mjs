// Recording one finished request, without a server: the series found, the histogram observed, the total counted.
import platformatic from "@platformatic/prom-client";
import prometheusIo from "@prometheus-io/client";
import promClient from "prom-client";
import { cpuNanoseconds, interleave } from "../lib/measure.mjs";
import { ours } from "../lib/ours.mjs";
import { table } from "../lib/table.mjs";
import { buckets, codeAt, durationAt, routeAt, routeHandles } from "../lib/workload.mjs";

let sink = 0;

function emptyCase() {
  const nothing = (route, code, seconds) => {
    sink += code + seconds + route.length;
  };
  return (operations) => {
    for (let i = 0; i < operations; i++) nothing(routeAt(i), codeAt(i), durationAt(i));
  };
}

function oursCase(options, at = routeHandles()) {
  const { record } = ours(options);
  return (operations) => {
    for (let i = 0; i < operations; i++) record(at(i), codeAt(i), durationAt(i));
  };
}

function theirCase({ Histogram }) {
  const labelNames = ["method", "path", "status"];
  const histogram = new Histogram({ name: "x", help: "x", labelNames, buckets, registers: [] });
  return (operations) => {
    for (let i = 0; i < operations; i++) {
      histogram.observe({ method: "GET", path: routeAt(i), status: codeAt(i) }, durationAt(i));
    }
  };
}

const OURS = 200_000;
const THEIRS = 20_000;
const cases = {
  "the loop alone": [emptyCase(), OURS],
  ours: [oursCase(), OURS],
  "ours again (A/A)": [oursCase(), OURS],
  "ours, the route as text": [oursCase({}, routeAt), OURS],
  "ours without native buckets": [oursCase({ nativeHistogram: false }), OURS],
  "prom-client": [theirCase(promClient), THEIRS],
  "@prometheus-io/client": [theirCase(prometheusIo), THEIRS],
  "@platformatic/prom-client": [theirCase(platformatic), THEIRS],
};

const results = await interleave(
  Object.fromEntries(
    Object.entries(cases).map(([name, [run, operations]]) => [
      name,
      () => cpuNanoseconds(run, operations),
    ]),
  ),
);

/** Bytes per operation: the least of some rounds, since now and then the engine allocates for itself. */
function bytesOf([run, operations]) {
  const rounds = Array.from({ length: 5 }, () => {
    gc();
    const before = process.memoryUsage().heapUsed;
    run(operations / 10);
    return (process.memoryUsage().heapUsed - before) / (operations / 10);
  });
  return Math.max(0, Math.min(...rounds));
}

const loop = results["the loop alone"].median;
const net = (name) => results[name].median - loop;
const theirs = net("prom-client");
const rows = Object.entries(results).map(([name, { median, spread }]) => [
  name,
  median.toFixed(0),
  `±${spread.toFixed(0)} %`,
  name === "the loop alone" ? "" : `1/${(theirs / net(name)).toFixed(1)}`,
  bytesOf(cases[name]).toFixed(0),
]);
const ratio = theirs / net("ours");
console.log(
  JSON.stringify({
    title: "Recording alone",
    note:
      "One finished request of one of 20 routes; the rivals observe one classic histogram. The loop " +
      "around it, which also chooses route, status and duration, is taken off before cases are compared.",
    table: table(["", "ns", "spread", "of prom-client", "bytes"], rows),
    budgets: [
      { text: "at most 1/20 of prom-client", met: ratio >= 20, value: `1/${ratio.toFixed(1)}` },
    ],
    sink: Number.isFinite(sink),
  }),
);
