// Memory of one series: a label set with 14 buckets that has seen 1,000 durations.
import promClient from "prom-client";
import { heldBytes, oursFilled, SERIES } from "../lib/held-memory.mjs";
import { interleave } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";
import { buckets, durationAt } from "../lib/workload.mjs";

function theirsFilled() {
  const labelNames = ["method", "path", "status"];
  const histogram = new promClient.Histogram({
    name: "x",
    help: "x",
    labelNames,
    buckets,
    registers: [],
  });
  for (let series = 0; series < SERIES; series++) {
    const labels = { method: "GET", path: `/things${series}`, status: 200 };
    for (let i = 0; i < 20; i++) histogram.observe(labels, durationAt(i + series));
  }
  return histogram;
}

async function bytesPerSeries(fill) {
  const before = await heldBytes();
  const filled = fill();
  const bytes = ((await heldBytes()) - before) / SERIES;
  // Alive until it is measured.
  if (filled === undefined) throw new Error("nothing was filled");
  return bytes;
}

const fillings = {
  "ours, 14 buckets and native": () => oursFilled(),
  "the same again (A/A)": () => oursFilled(),
  "the same, one observation each": () => oursFilled({}, 1),
  "ours, 14 buckets": () => oursFilled({ nativeHistogram: false }),
  "prom-client, 14 buckets": () => theirsFilled(),
};
// What the compiler keeps comes and goes in between: medians, after a round that compiles most.
const measured = await interleave(
  Object.fromEntries(
    Object.entries(fillings).map(([name, fill]) => [name, () => bytesPerSeries(fill)]),
  ),
  { rounds: 5, warmUp: 1 },
);
const results = Object.fromEntries(
  Object.entries(measured).map(([name, { median }]) => [name, median]),
);
const both = results["ours, 14 buckets and native"];
const theirs = results["prom-client, 14 buckets"];
console.log(
  JSON.stringify({
    title: "Memory per series",
    note: "Heap and array buffers after garbage collection, 5,000 series that have seen 1,000 durations each.",
    table: table(
      ["", "bytes"],
      Object.entries(results).map(([name, bytes]) => [name, bytes.toFixed(0)]),
    ),
    budget: {
      text: "at most prom-client's",
      met: both <= theirs,
      value: `x ${(both / theirs).toFixed(2)}`,
    },
  }),
);
