import { startApp } from "./app.mjs";
import { interleave, isQuick } from "./measure.mjs";
import { table } from "./table.mjs";

const BARE = "bare";
const AGAIN = "bare again (A/A)";

/** What each application needs for a request, within the process and over loopback, and what it adds to the bare one. */
export async function requestCost(framework, names, floor, requests) {
  const apps = {};
  const missing = [];
  for (const name of names) {
    const app = await startApp(framework, name);
    if (app === undefined) missing.push(name);
    else apps[name] = app;
  }
  const each = (measure) =>
    Object.fromEntries(Object.entries(apps).map(([name, app]) => [name, () => measure(app)]));
  // The compiler goes on for some ten thousand requests.
  for (const app of Object.values(apps)) await app.run(isQuick ? 5000 : 20_000);
  // Express makes the compiler begin anew time and again: the median of many short rounds is a calm one.
  const inProcess = await interleave(
    each((app) => app.run(requests)),
    { rounds: isQuick ? 5 : 61, warmUp: 1 },
  );
  const loopback = await interleave(
    each((app) => app.serve(1000)),
    { rounds: isQuick ? 5 : 15, warmUp: 1 },
  );
  const bytes = await interleave(
    each((app) => app.allocated(1000)),
    { rounds: 5, warmUp: 0 },
  );
  for (const app of Object.values(apps)) app.stop();

  const added = (results, name) => results[name].median - results[BARE].median;
  const micro = (results, name) => (results[name].median / 1000).toFixed(1);
  const rows = Object.keys(apps).map((name) => [
    name,
    micro(inProcess, name),
    `±${inProcess[name].spread.toFixed(0)} %`,
    percent(added(inProcess, name), inProcess[BARE].median),
    micro(loopback, name),
    `±${loopback[name].spread.toFixed(0)} %`,
    percent(added(loopback, name), loopback[BARE].median),
    added(bytes, name).toFixed(0),
  ]);
  const rivals = Object.keys(apps).filter((name) => ![BARE, AGAIN, floor, "ours"].includes(name));
  const cheapest = rivals.reduce((a, b) => (added(inProcess, b) < added(inProcess, a) ? b : a));
  const noise = Math.abs(added(inProcess, AGAIN));
  const overFloor = inProcess.ours.median - inProcess[floor].median;
  // What differs by less than two equal applications do says nothing.
  const isClear = added(inProcess, cheapest) > 2 * noise;
  return {
    title: `Requests through ${framework}`,
    note:
      `CPU time of the server per request, on Node ${process.versions.node}: within the process (all of Node's ` +
      "server but parser and kernel), and over loopback; and the bytes allocated more than by the bare application." +
      `${missing.length > 0 ? ` Not running here: ${missing.join(", ")}.` : ""}`,
    table: table(
      ["", "in process µs", "spread", "added", "loopback µs", "spread", "added", "bytes added"],
      rows,
    ),
    budgets: [
      {
        text: "at most 1/3 of what the cheapest rival adds",
        met: isClear ? added(inProcess, "ours") <= added(inProcess, cheapest) / 3 : undefined,
        value:
          `${toMicro(added(inProcess, "ours"))} µs added, ${cheapest} adds ${toMicro(added(inProcess, cheapest))} µs, ` +
          `the A/A pair differs by ${toMicro(noise)} µs`,
      },
      {
        text: `within the noise of ${floor}`,
        met: overFloor <= noise,
        value: `${toMicro(overFloor)} µs more, the A/A pair differs by ${toMicro(noise)} µs`,
      },
    ],
  };
}

function percent(part, whole) {
  return `${((part / whole) * 100).toFixed(1)} %`;
}

function toMicro(nanoseconds) {
  return (nanoseconds / 1000).toFixed(1);
}
