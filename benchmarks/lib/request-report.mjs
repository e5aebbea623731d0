import { GENERATIONS, requestCosts } from "./request-cost.mjs";
import { table } from "./table.mjs";

export const BARE = "bare";
export const AGAIN = "bare again (A/A)";
export const OURS = "ours";

/**
 * What each application needs for a request, and what it adds to the bare one, which is the first:
 * the costs, and a section about them without budgets.
 */
export async function requestReport(framework, names) {
  const costs = await requestCosts(
    framework,
    Object.fromEntries(names.map((name) => [name, { app: name }])),
  );
  const missing = names.filter((name) => costs[name] === undefined);
  const rows = Object.keys(costs).map((name) => {
    const { inProcess, loopback, bytes, showsRoutes } = costs[name];
    return [
      name,
      showsRoutes ? "yes" : "",
      ...timeCells(name, inProcess),
      ...timeCells(name, loopback),
      (bytes.median - costs[BARE].bytes.median).toFixed(0),
    ];
  });
  const report = {
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
  };
  return { costs, report };
}

/** Microseconds, and what that adds to the bare application in each process. */
export function timeCells(name, { median, added, spread }) {
  const isFirst = name === BARE;
  const more = isFirst ? ["", ""] : [percent(added), `±${percent(spread)}`];
  return [(median / 1000).toFixed(1), ...more];
}

/** `floor`: the case that does nothing, which is no rival. */
export function thirdOfCheapest(costs, floor) {
  const added = (name) => costs[name].inProcess.added;
  const isRival = (name) => ![BARE, AGAIN, floor, OURS].includes(name);
  const rivals = Object.keys(costs).filter((name) => isRival(name) && costs[name].showsRoutes);
  const cheapest = rivals.reduce((a, b) => (added(b) < added(a) ? b : a));
  const noise = Math.abs(added(AGAIN));
  // What differs by less than two equal applications do says nothing.
  const isClear = added(cheapest) > 2 * noise;
  const spare = added(cheapest) / 3 - added(OURS);
  const isClose = spare >= 0 && spare < noise;
  return {
    text: "at most 1/3 of what the cheapest rival adds that records the same labels",
    met: isClear ? added(OURS) <= added(cheapest) / 3 : undefined,
    value:
      `${percent(added(OURS))} of the bare application added, ${cheapest} adds ` +
      `${percent(added(cheapest))}, ${ofPair(noise)}${isClose ? ", which is more than what is to spare" : ""}`,
  };
}

/** `least`: the case that does only what nobody can do without, where there is one. */
export function withinFloor(costs, floor, least) {
  const added = (name) => costs[name].inProcess.added;
  const noise = Math.abs(added(AGAIN));
  const overFloor = (name) => percent(added(name) - added(floor));
  return {
    text: `within the noise of ${floor}`,
    met: added(OURS) - added(floor) <= noise,
    value:
      `${overFloor(OURS)} of the bare application more, ${ofPair(noise)}` +
      `${least === undefined ? "" : `; ${least} is ${overFloor(least)}`}`,
  };
}

function ofPair(noise) {
  return `the A/A pair differs by ${percent(noise)}`;
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
