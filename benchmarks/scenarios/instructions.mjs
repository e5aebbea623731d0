// Instructions of a whole request within the process, which no other process can disturb.
import * as express from "../lib/express-apps.mjs";
import * as fastify from "../lib/fastify-apps.mjs";
import { isQuick } from "../lib/measure.mjs";
import { requestInstructions } from "../lib/request-instructions.mjs";
import { table } from "../lib/table.mjs";

const amounts = isQuick
  ? {
      fastify: { warmUp: 5000, batch: 500, batches: 3 },
      express: { warmUp: 500, batch: 100, batches: 3 },
    }
  : {
      fastify: { warmUp: 20_000, batch: 1000, batches: 9 },
      express: { warmUp: 3000, batch: 200, batches: 9 },
    };
const AGAIN = "bare again (A/A)";
const others = isQuick ? [] : ["prom-client by hand"];
const names = { fastify: ["bare", AGAIN, fastify.FLOOR, "ours", ...others] };
names.express = ["bare", AGAIN, express.FLOOR, "ours", ...others];

const cases = Object.entries(names).flatMap(([framework, all]) =>
  all.map((name) => [framework, name]),
);
const counts = [];
for (const [framework, name] of cases) {
  counts.push(await requestInstructions(framework, name, amounts[framework]));
}
const of = (framework, name) =>
  counts[cases.findIndex(([one, other]) => one === framework && other === name)].median;
const share = (framework, name, over) =>
  ((of(framework, name) - of(framework, over)) / of(framework, "bare")) * 100;

const rows = cases.map(([framework, name], index) => [
  `${framework}, ${name}`,
  Math.round(counts[index].median).toLocaleString("en"),
  `±${counts[index].spread.toFixed(1)} %`,
  `${share(framework, name, "bare").toFixed(1)} %`,
]);
const noiseOf = (framework) =>
  `the A/A pair differs by ${Math.abs(share(framework, AGAIN, "bare")).toFixed(1)} %`;
const onFastify = share("fastify", "ours", fastify.FLOOR);
const onExpress = share("express", "ours", express.FLOOR);
console.log(
  JSON.stringify({
    title: "Instructions of a request",
    note:
      "Counted by valgrind batch by batch, the median of the batches: neither the machine's load is in it, " +
      "nor the compiler, nor a collection of garbage, which fall into few of them. " +
      "Everything of Node's server, the framework and the application but the parser and the kernel.",
    table: table(["", "instructions", "spread", "added to bare"], rows),
    budgets: [
      {
        text: "on Fastify at most 2 % of the bare application more than two empty hooks",
        met: onFastify <= 2,
        value: `${onFastify.toFixed(1)} %, ${noiseOf("fastify")}`,
      },
      {
        text: "on Express at most 10 % of the bare application for following the route, and all the rest",
        met: onExpress <= 10,
        value: `${onExpress.toFixed(1)} %, ${noiseOf("express")}`,
      },
    ],
  }),
);
