// What each option adds to a request.
import { startApp } from "../lib/app.mjs";
import { interleave, isQuick } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const FRAMEWORK = "fastify";
const all = { requestSize: true, responseSize: true, timeToFirstByte: true };
const variants = {
  "all defaults": {},
  "all defaults again (A/A)": {},
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

const apps = { bare: await startApp(FRAMEWORK, "bare") };
for (const [name, options] of Object.entries(variants)) {
  apps[name] = await startApp(FRAMEWORK, "ours", options);
  if (apps[name] === undefined) throw new Error(`these options do not start: ${name}`);
}
// The compiler goes on for some ten thousand requests.
for (const app of Object.values(apps)) await app.run(20_000);
const results = await interleave(
  Object.fromEntries(Object.entries(apps).map(([name, app]) => [name, () => app.run(8000)])),
  { rounds: isQuick ? 3 : 15, warmUp: 1 },
);
for (const app of Object.values(apps)) app.stop();
const usual = results["all defaults"].median;
const rows = Object.entries(results).map(([name, { median, spread }]) => [
  name === "bare" ? "without this library" : `\`${name}\``,
  (median / 1000).toFixed(1),
  `±${spread.toFixed(0)} %`,
  `${median < usual ? "−" : "+"}${Math.abs((median - usual) / 1000).toFixed(1)}`,
]);
console.log(
  JSON.stringify({
    title: "What each option costs",
    note: "CPU time of a request through Fastify within the process, with one option changed at a time.",
    table: table(["", "µs", "spread", "against all defaults"], rows),
    budgets: [],
  }),
);
process.exit();
