// Cost of a recording while the number of series grows.
import { cpuNanoseconds, interleave } from "../lib/measure.mjs";
import { ours } from "../lib/ours.mjs";
import { costTable } from "../lib/table.mjs";
import { durationAt } from "../lib/workload.mjs";

// No division in the loop: it would cost as much as a recording.
const order = Array.from({ length: 64 }, (_, index) => index % 10);

function withSeries(count) {
  const { record } = ours({ maxSeries: 20_000 });
  const paths = Array.from({ length: count }, (_, index) => `/api/things${index}`);
  // The requests go to ten routes each time: what is compared is the number of series, not of cache misses.
  const busy = paths.slice(-10);
  for (const path of paths) record(path, 200, 0.01);
  const run = (operations) => {
    for (let i = 0; i < operations; i++) record(busy[order[i & 63]], 200, durationAt(i));
  };
  return () => cpuNanoseconds(run, 200_000);
}

const results = await interleave({
  "10 series": withSeries(10),
  "10 series again (A/A)": withSeries(10),
  "100 series": withSeries(100),
  "1,000 series": withSeries(1000),
  "10,000 series": withSeries(10_000),
});
const growth = results["10,000 series"].median / results["10 series"].median;
console.log(
  JSON.stringify({
    title: "Recording against the number of series",
    note: "Ten busy routes among more and more series.",
    table: costTable(results, { unit: "ns", to: "10 series", digits: 0 }),
    budget: {
      text: "flat (at most 1.25 times)",
      met: growth <= 1.25,
      value: `x ${growth.toFixed(2)}`,
    },
  }),
);
