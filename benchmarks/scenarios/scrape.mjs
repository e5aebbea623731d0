// Rendering to text: CPU time and the longest block of the event loop.
import promClient from "prom-client";
import { summary } from "../lib/measure.mjs";
import { ours } from "../lib/ours.mjs";
import { table } from "../lib/table.mjs";
import { buckets, durationAt } from "../lib/workload.mjs";

/** A histogram series of 14 buckets has 17 samples, and one more in the total. */
const SAMPLES_PER_SERIES = 17;
const sizes = process.env.BENCH_LARGE ? [1e3, 1e4, 1e5, 1e6] : [1e3, 1e4, 1e5];

function oursOf(series) {
  const { metrics, record } = ours({ maxSeries: series + 1 });
  const touch = (part) => {
    for (let i = 0; i < series * part; i++) record(`/things${i}`, 200, durationAt(i));
  };
  touch(1);
  return { scrape: () => metrics.render(), touch };
}

function theirsOf(series) {
  const registry = new promClient.Registry();
  const labelNames = ["method", "path", "status"];
  const histogram = new promClient.Histogram({
    name: "x",
    help: "x",
    labelNames,
    buckets,
    registers: [registry],
  });
  for (let i = 0; i < series; i++) {
    histogram.observe({ method: "GET", path: `/things${i}`, status: 200 }, durationAt(i));
  }
  return { scrape: () => registry.metrics(), touch: () => {} };
}

/** CPU milliseconds of a scrape and the longest that the event loop did not turn. */
async function scrapeOnce({ scrape, touch }, part) {
  touch(part);
  let longest = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) setImmediate(turn);
  };
  await new Promise((resolve) => setImmediate(resolve));
  last = performance.now();
  setImmediate(turn);
  const before = process.cpuUsage();
  await scrape();
  const { user, system } = process.cpuUsage(before);
  running = false;
  turn();
  return { cpu: (user + system) / 1000, stall: longest };
}

const rows = [];
let at100k;
for (const samples of sizes) {
  const series = Math.ceil(samples / SAMPLES_PER_SERIES);
  const mine = oursOf(series);
  const cases = {
    "ours, all changed": [mine, 1],
    "ours, a tenth changed": [mine, 0.1],
    "ours, none changed": [mine, 0],
    "prom-client": [theirsOf(series), 0],
  };
  const measured = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  const rounds = samples > 1e5 ? 3 : 9;
  for (let round = -1; round < rounds; round++) {
    for (const [name, [subject, part]] of Object.entries(cases)) {
      const one = await scrapeOnce(subject, part);
      if (round >= 0) measured[name].push(one);
    }
  }
  const cpu = (name) => summary(measured[name].map((one) => one.cpu)).median;
  for (const name of Object.keys(cases)) {
    const stall = summary(measured[name].map((one) => one.stall)).median;
    const less = cpu("prom-client") / cpu(name);
    rows.push([
      samples.toLocaleString("en"),
      name,
      cpu(name).toFixed(1),
      stall.toFixed(1),
      less.toFixed(1),
    ]);
  }
  if (samples === 1e5) at100k = Object.keys(cases).map((name) => cpu("prom-client") / cpu(name));
}
const [all, tenth, none] = at100k;
console.log(
  JSON.stringify({
    title: "Scrape",
    note: "Text, not compressed. The stall is time on the wall: other processes are in it.",
    table: table(
      ["samples", "", "CPU ms", "longest stall ms", "times less CPU than prom-client"],
      rows,
    ),
    budget: {
      text: "1/10, 1/50 and 1/300 of prom-client at 100,000 samples (all, a tenth, none changed)",
      met: all >= 10 && tenth >= 50 && none >= 300,
      value: [all, tenth, none].map((less) => `1/${less.toFixed(1)}`).join(", "),
    },
  }),
);
