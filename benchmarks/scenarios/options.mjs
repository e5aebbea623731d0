// What each option adds to a request.
import { startApp } from "../lib/app.mjs";
import { interleave, isQuick, summary } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const FRAMEWORK = "fastify";
const BARE = "without this library";
const AGAIN = "all defaults again (A/A)";
const all = { requestSize: true, responseSize: true, timeToFirstByte: true };
const variants = {
  "all defaults": {},
  [AGAIN]: {},
  "nativeHistogram: false": { nativeHistogram: false },
  "track: { inFlight: false, exceptions: false }": {
    track: { inFlight: false, exceptions: false },
  },
  'duration: "both"': { duration: "both" },
  "track: { requestSize: true }": { track: { requestSize: true } },
  "track: { responseSize: true }": { track: { responseSize: true } },
  "track: { timeToFirstByte: true }": { track: { timeToFirstByte: true } },
  "all of track": { track: all },
  "exemplars: true, without a span": { exemplars: true },
  "a constant in labels": { labels: { region: "eu" } },
  'preset: ["default", "opentelemetry"]': { preset: ["default", "opentelemetry"] },
  "exclude, two strings": { exclude: ["/health", "/internal"] },
  'groupBy: "path"': { groupBy: "path" },
};

/**
 * CPU nanoseconds of a request in a process of its own. One process does not tell: the compiler
 * decides anew in each, which makes more of a difference than most options do.
 */
async function costOf(name) {
  const app = await (name === BARE
    ? startApp(FRAMEWORK, "bare")
    : startApp(FRAMEWORK, "ours", variants[name]));
  if (app === undefined) throw new Error(`these options do not start: ${name}`);
  // The compiler goes on for some ten thousand requests.
  await app.run(20_000);
  const costs = [];
  for (let i = 0; i < 3; i++) costs.push(await app.run(8000));
  app.stop();
  return summary(costs).median;
}

const names = [BARE, ...Object.keys(variants)];
const results = await interleave(
  Object.fromEntries(names.map((name) => [name, () => costOf(name)])),
  { rounds: isQuick ? 1 : 11, warmUp: 0 },
);
const usual = results["all defaults"].median;
const added = (name) => (results[name].median - usual) / 1000;
const rows = names.map((name) => [
  name === BARE ? name : `\`${name}\``,
  (results[name].median / 1000).toFixed(1),
  `±${results[name].spread.toFixed(0)} %`,
  `${added(name) < 0 ? "−" : "+"}${Math.abs(added(name)).toFixed(1)}`,
]);
console.log(
  JSON.stringify({
    title: "What each option costs",
    note:
      "CPU time of a request through Fastify within the process, with one option changed at a time, " +
      "each in eleven processes that start in turns. " +
      `Two equal ones differ by ${Math.abs(added(AGAIN)).toFixed(1)} µs: what differs by less says nothing.`,
    table: table(["", "µs", "spread", "against all defaults"], rows),
    budgets: [],
  }),
);
process.exit();
