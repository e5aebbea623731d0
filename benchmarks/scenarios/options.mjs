// What each option adds to a request.
import { requestCosts } from "../lib/request-cost.mjs";
import { table } from "../lib/table.mjs";

const FRAMEWORK = "fastify";
const BARE = "without this library";
const AGAIN = "all defaults again (A/A)";
const all = { requestSize: true, responseSize: true, timeToFirstByte: true };
const variants = {
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

const USUAL = "all defaults";
const cases = {
  [USUAL]: { app: "ours", options: {} },
  [BARE]: { app: "bare" },
  ...Object.fromEntries(
    Object.entries(variants).map(([name, options]) => [name, { app: "ours", options }]),
  ),
};
const costs = await requestCosts(FRAMEWORK, cases, { figures: ["inProcess"] });
const failed = Object.keys(cases).filter((name) => costs[name] === undefined);
if (failed.length > 0) throw new Error(`these options do not start: ${failed.join(", ")}`);
const added = (name) => costs[name].inProcess.added * 100;
const rows = Object.entries(costs).map(([name, { inProcess }]) => [
  name === BARE ? name : `\`${name}\``,
  (inProcess.median / 1000).toFixed(1),
  name === USUAL ? "" : `${added(name) < 0 ? "−" : "+"}${Math.abs(added(name)).toFixed(1)} %`,
  name === USUAL ? "" : `±${(inProcess.spread * 100).toFixed(1)} %`,
]);
console.log(
  JSON.stringify({
    title: "What each option costs",
    note:
      "CPU time of a request through Fastify within the process, with one option changed at a time, " +
      "measured as the requests of each library are. " +
      `Two equal ones differ by ${Math.abs(added(AGAIN)).toFixed(1)} %: what differs by less says nothing.`,
    table: table(["", "µs", "against all defaults", "spread"], rows),
    budgets: [],
  }),
);
process.exit();
