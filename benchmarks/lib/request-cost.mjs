import { startApp } from "./loopback.mjs";
import { interleave } from "./measure.mjs";
import { table } from "./table.mjs";

const REQUESTS = 2000;

/** CPU time that each application needs for a request over loopback, and what is added to the bare one. */
export async function requestCost(framework, names) {
  const apps = {};
  const missing = [];
  for (const name of names) {
    const app = await startApp(framework, name);
    if (app === undefined) missing.push(name);
    else apps[name] = app;
  }
  const cases = Object.fromEntries(
    Object.entries(apps).map(([name, app]) => [name, () => app.cost(REQUESTS)]),
  );
  const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
  const results = await interleave(cases, { rounds, warmUp: 4 });
  for (const app of Object.values(apps)) app.stop();
  const bare = results.bare.median;
  const added = (name) => results[name].median - bare;
  const rows = Object.entries(results).map(([name, { median, spread }]) => [
    name,
    (median / 1000).toFixed(1),
    `±${spread.toFixed(0)} %`,
    `${((median / bare - 1) * 100).toFixed(1)} %`,
  ]);
  const byHand = Object.keys(results).filter((name) => name.endsWith("by hand"));
  const cheapest = Math.min(...byHand.map(added));
  return {
    title: `Requests through ${framework}`,
    note: `CPU time of the server per request over loopback, on Node ${process.versions.node}.${missing.length > 0 ? ` Not running here: ${missing.join(", ")}.` : ""}`,
    table: table(["", "µs", "spread", "added"], rows),
    budget: {
      text: "at most 1/3 of what the cheapest rival by hand adds",
      met: added("ours") <= cheapest / 3,
      value: `${(added("ours") / 1000).toFixed(1)} µs added, the cheapest rival adds ${(cheapest / 1000).toFixed(1)} µs, the A/A pair differs by ${(added("bare again (A/A)") / 1000).toFixed(1)} µs`,
    },
  };
}
