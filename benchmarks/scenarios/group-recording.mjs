// Many processes: what aggregation costs a recorded request. One process is compiled better than
// another, so there are several of each case.
import { startGroup } from "../lib/group.mjs";
import { interleave, isQuick, summary } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const ALONE = "without aggregation";
const AGAIN = "without again (A/A)";
const TOGETHER = "with aggregation";
const KINDS = { [ALONE]: "alone", [AGAIN]: "alone", [TOGETHER]: "ours" };
const names = Object.keys(KINDS);
const PROCESSES = isQuick ? 2 : 15;
// Long enough for a reading to be in each.
const REQUESTS = isQuick ? 500_000 : 3_000_000;
/** What differs by less is noise, where two equal ones happen to differ by still less. */
const NOISE = 0.05;

const costs = Object.fromEntries(names.map((name) => [name, []]));
for (let i = 0; i < PROCESSES; i++) {
  const groups = {};
  for (const name of names) groups[name] = await startGroup(KINDS[name], 1, 20);
  const results = await interleave(
    Object.fromEntries(names.map((name) => [name, () => groups[name].record(REQUESTS)])),
    { rounds: 5, warmUp: 2 },
  );
  for (const name of names) {
    costs[name].push(results[name].median);
    await groups[name].stop();
  }
}

const median = (name) => summary(costs[name]).median;
const noise = Math.abs(median(AGAIN) / median(ALONE) - 1);
const ratio = median(TOGETHER) / median(ALONE);
const rows = names.map((name) => [
  name,
  ...[median(name), Math.min(...costs[name]), Math.max(...costs[name])].map((one) =>
    one.toFixed(0),
  ),
]);
console.log(
  JSON.stringify({
    title: "A recording in one of many processes",
    note: `One recorded request in a worker, what is done in between included: CPU nanoseconds in ${PROCESSES} processes each.`,
    table: table(["", "median ns", "least", "greatest"], rows),
    budget: {
      text: "aggregation adds nothing to a recorded request (5 % are noise)",
      met: ratio <= 1 + Math.max(NOISE, noise),
      value: `x ${ratio.toFixed(2)}, the A/A pair differs by ${(noise * 100).toFixed(1)} %`,
    },
  }),
);
