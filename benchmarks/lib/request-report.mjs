import { GENERATIONS, requestCosts } from "./request-cost.mjs";
import { table } from "./table.mjs";

const BARE = "bare";
const AGAIN = "bare again (A/A)";
const OURS = "ours";

/**
 * What each application needs for a request, and what it adds to the bare one, which is the first.
 * `floor` does nothing; `least` only what nobody can do without, where there is such a case.
 */
export async function requestReport(framework, names, floor, least) {
  const costs = await requestCosts(
    framework,
    Object.fromEntries(names.map((name) => [name, { app: name }])),
  );
  const missing = names.filter((name) => costs[name] === undefined);
  const added = (name) => costs[name].inProcess.added;
  const rows = Object.keys(costs).map((name) => {
    const { inProcess, loopback, bytes, showsRoutes } = costs[name];
    const first = name === BARE;
    return [
      name,
      showsRoutes ? "yes" : "",
      micro(inProcess.median),
      first ? "" : percent(inProcess.added),
      first ? "" : `±${percent(inProcess.spread)}`,
      micro(loopback.median),
      first ? "" : percent(loopback.added),
      first ? "" : `±${percent(loopback.spread)}`,
      (bytes.median - costs[BARE].bytes.median).toFixed(0),
    ];
  });
  const isRival = (name) => ![BARE, AGAIN, floor, OURS].includes(name);
  const rivals = Object.keys(costs).filter((name) => isRival(name) && costs[name].showsRoutes);
  const cheapest = rivals.reduce((a, b) => (added(b) < added(a) ? b : a));
  const noise = Math.abs(added(AGAIN));
  const overFloor = (name) => added(name) - added(floor);
  // What differs by less than two equal applications do says nothing.
  const isClear = added(cheapest) > 2 * noise;
  const ofPair = `the A/A pair differs by ${percent(noise)}`;
  const spare = added(cheapest) / 3 - added(OURS);
  const isClose = spare >= 0 && spare < noise;
  return {
    title: `Requests through ${framework}`,
    note:
      `CPU time of the server per request, on Node ${process.versions.node}: within the process (all of Node's ` +
      "server but parser and kernel), and over loopback; and the bytes allocated more than by the bare application. " +
      "All processes take turns of a few milliseconds, each is compared with the bare one of the same round, and " +
      `all start anew ${GENERATIONS[framework]} times; the spread is that from process to process. Route: the metrics show the route ` +
      "as the application wrote it, mounts included." +
      `${missing.length > 0 ? ` Not running here: ${missing.join(", ")}.` : ""}`,
    table: table(
      ["", "route", "in process µs", "added", "spread", "loopback µs", "added", "spread", "bytes"],
      rows,
    ),
    budgets: [
      {
        text: "at most 1/3 of what the cheapest rival adds that records the same labels",
        met: isClear ? added(OURS) <= added(cheapest) / 3 : undefined,
        value:
          `${percent(added(OURS))} of the bare application added, ${cheapest} adds ` +
          `${percent(added(cheapest))}, ${ofPair}${isClose ? ", which is more than what is to spare" : ""}`,
      },
      {
        text: `within the noise of ${floor}`,
        met: overFloor(OURS) <= noise,
        value:
          `${percent(overFloor(OURS))} of the bare application more, ${ofPair}` +
          `${least === undefined ? "" : `; ${least} is ${percent(overFloor(least))}`}`,
      },
    ],
  };
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}

function micro(nanoseconds) {
  return (nanoseconds / 1000).toFixed(1);
}
