// Instructions of a whole request within the process, which no other process can disturb.
import * as express from "../lib/express-apps.mjs";
import * as fastify from "../lib/fastify-apps.mjs";
import { instructionsPerRequest } from "../lib/instructions.mjs";
import { isQuick } from "../lib/measure.mjs";
import { table } from "../lib/table.mjs";

const lengths = isQuick
  ? { fastify: [20_000, 26_000], express: [2000, 3000] }
  : { fastify: [40_000, 50_000, 60_000], express: [5000, 6000, 7000] };
const others = isQuick ? [] : ["prom-client by hand"];
const names = { fastify: ["bare", fastify.FLOOR, "ours", ...others] };
names.express = ["bare", express.FLOOR, "ours", ...others];

const cases = Object.entries(names).flatMap(([framework, all]) =>
  all.map((name) => [framework, name]),
);
const counts = await instructionsPerRequest(cases, lengths);
const of = (framework, name) =>
  counts[cases.findIndex(([one, other]) => one === framework && other === name)];
const share = (framework, name, over) =>
  ((of(framework, name) - of(framework, over)) / of(framework, "bare")) * 100;

const rows = cases.map(([framework, name], index) => [
  `${framework}, ${name}`,
  Math.round(counts[index]).toLocaleString("en"),
  `${share(framework, name, "bare").toFixed(1)} %`,
]);
const onFastify = share("fastify", "ours", fastify.FLOOR);
const onExpress = share("express", "ours", express.FLOOR);
console.log(
  JSON.stringify({
    title: "Instructions of a request",
    note:
      "Counted by valgrind as the difference of two lengths of a run, the least of two such differences: " +
      "neither the machine's load is in it nor, mostly, the compiler. " +
      "Everything of Node's server, the framework and the application but the parser and the kernel.",
    table: table(["", "instructions", "added to bare"], rows),
    budgets: [
      {
        text: "on Fastify at most 2 % of the bare application more than two empty hooks",
        met: onFastify <= 2,
        value: `${onFastify.toFixed(1)} %`,
      },
      {
        text: "on Express at most 10 % of the bare application for following the route, and all the rest",
        met: onExpress <= 10,
        value: `${onExpress.toFixed(1)} %`,
      },
    ],
  }),
);
