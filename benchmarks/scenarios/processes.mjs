// Many processes: what a scrape of all costs, and a second in which nobody asks.
import { setTimeout } from "node:timers/promises";
import { startGroup } from "../lib/group.mjs";
import { isQuick, summary } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const WORKERS = 4;
const SIZES = [100, 1000, 10_000];
const CHANGES = { "all changed": 1, "a tenth changed": 0.1, "none changed": 0 };
const medianOf = (values) => summary(values).median;

/** CPU of all processes, and the longest stall of the one that answers, in turns. */
async function scrapeCost(group, part) {
  const measured = [];
  for (let round = -2; round < (isQuick ? 3 : 9); round++) {
    await group.touch(part);
    const before = await group.usage();
    await group.scrape();
    const used = (await group.usage()) - before;
    await group.touch(part);
    const { wall, cpu } = await group.watchedScrape();
    if (round >= 0) measured.push({ used, stall: Math.min(wall, cpu) });
  }
  return {
    used: medianOf(measured.map(({ used }) => used)),
    stall: medianOf(measured.map(({ stall }) => stall)),
  };
}

/** CPU milliseconds that a worker spends in a second on writing down what has changed. */
async function reportingCost(group, alone, part) {
  const costOf = async (one) => {
    const before = await one.usage();
    const seconds = isQuick ? 3 : 10;
    for (let second = 0; second < seconds; second++) {
      await one.touch(part);
      await setTimeout(1000);
    }
    return ((await one.usage()) - before) / seconds / WORKERS;
  };
  const [mine, bare] = await Promise.all([costOf(group), costOf(alone)]);
  return mine - bare;
}

const scrapes = [];
const reports = [];
for (const series of SIZES) {
  const group = await startGroup("ours", WORKERS, series);
  const alone = await startGroup("alone", WORKERS, series);
  const theirs = await startGroup("prom-client", WORKERS, series);
  for (const [name, part] of Object.entries(CHANGES)) {
    const mine = await scrapeCost(group, part);
    scrapes.push({ series, name: `ours, ${name}`, ...mine });
    reports.push({ series, name, cost: await reportingCost(group, alone, part) });
  }
  scrapes.push({ series, name: "prom-client", ...(await scrapeCost(theirs, 1)) });
  for (const one of [group, alone, theirs]) await one.stop();
}

const at = (series, name) => scrapes.find((one) => one.series === series && one.name === name);
const [few, many] = [1000, 10_000].map((series) => at(series, "ours, all changed").used);
const growth = many / few;
const less = at(10_000, "prom-client").used / many;
const stall = Math.max(
  ...scrapes.filter(({ name }) => name !== "prom-client").map((one) => one.stall),
);
const scrapeTable = table(
  ["series per worker", "", "CPU ms, all processes", "x less", "longest stall ms"],
  scrapes.map(({ series, name, used, stall }) => [
    series.toLocaleString("en"),
    name,
    used.toFixed(1),
    (at(series, "prom-client").used / used).toFixed(1),
    stall.toFixed(1),
  ]),
);
const reportTable = table(
  ["series per worker", ...Object.keys(CHANGES)],
  SIZES.map((series) => [
    series.toLocaleString("en"),
    ...reports.filter((one) => one.series === series).map(({ cost }) => cost.toFixed(1)),
  ]),
);
console.log(
  JSON.stringify({
    title: "Many processes",
    note:
      `A scrape over http that answers for ${WORKERS} workers of a cluster: 14 buckets, ours with native histograms beside them, ` +
      "prom-client's by `AggregatorRegistry` in the primary, which gives up after five seconds. CPU time of all processes together; " +
      '"x less" is prom-client\'s divided by it; the stall is that of the event loop that answers.',
    table: `${scrapeTable}\n\nCPU milliseconds that a worker spends in a second on writing down what has changed, beside workers without aggregation that count the same:\n\n${reportTable}`,
    budgets: [
      {
        text: "a scrape of a group that changed in all of 10,000 series: at most 1/10 of prom-client",
        met: less >= 10,
        value: `1/${less.toFixed(1)}`,
      },
      {
        text: "a scrape of a group is linear in its series: ten times as many cost at most 15 times as much",
        met: growth <= 15,
        value: `x ${growth.toFixed(1)}`,
      },
      { text: "no stall above 5 ms", met: stall <= 5, value: `${stall.toFixed(1)} ms` },
    ],
  }),
);
