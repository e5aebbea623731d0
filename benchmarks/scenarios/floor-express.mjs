// What the metrics add to a request of Express, and what nobody can do without, in many processes:
// from one to the next the same differs by more than what is looked for.
import { FLOOR, LEAST } from "../lib/express-apps.mjs";
import { isQuick } from "../lib/measure.mjs";
import { requestCosts } from "../lib/request-cost.mjs";
import { AGAIN, BARE, OURS, timeCells, withinFloor } from "../lib/request-report.mjs";
import { table } from "../lib/table.mjs";

const GENERATIONS = isQuick ? 2 : 20;
const names = [BARE, AGAIN, FLOOR, LEAST, OURS];
const cases = Object.fromEntries(names.map((name) => [name, { app: name }]));
const options = { figures: ["inProcess"], generations: GENERATIONS };
const costs = await requestCosts("express", cases, options);
console.log(
  JSON.stringify({
    title: "Requests through express, looked at closely",
    note: `As above, within the process alone, on Node ${process.versions.node}; all start anew ${GENERATIONS} times.`,
    table: table(
      ["", "in process µs", "added", "spread"],
      names.map((name) => [name, ...timeCells(name, costs[name].inProcess)]),
    ),
    budgets: [withinFloor(costs, FLOOR, LEAST)],
  }),
);
process.exit();
