// Instructions of a whole request within the process, which no other process can disturb.
import { FLOOR as EXPRESS_FLOOR } from "../lib/express-apps.mjs";
import { FLOOR as FASTIFY_FLOOR } from "../lib/fastify-apps.mjs";
import { isQuick } from "../lib/measure.mjs";
import { requestInstructions } from "../lib/request-instructions.mjs";
import { table } from "../lib/table.mjs";

// When the compiler has settled; more of Express would fill the memory that the process has.
const amounts = isQuick
  ? {
      fastify: { warmUp: 5000, batch: 500, batches: 3 },
      express: { warmUp: 500, batch: 100, batches: 3 },
    }
  : {
      fastify: { warmUp: 36_000, batch: 1000, batches: 7 },
      express: { warmUp: 5000, batch: 500, batches: 10 },
    };
const floors = { fastify: FASTIFY_FLOOR, express: EXPRESS_FLOOR };
const BARE = "bare";
const AGAIN = " again (A/A)";
const OURS = "ours";
const BY_HAND = "prom-client by hand";

const cases = Object.entries(floors).flatMap(([framework, floor]) =>
  [BARE, floor, floor + AGAIN, OURS, ...(isQuick ? [] : [BY_HAND])].map((name) => ({
    framework,
    name,
    app: name.replace(AGAIN, ""),
    counts: [],
  })),
);

// What the compiler makes of the same program differs from process to process: the lesser of two counts.
const rounds = isQuick ? 1 : 2;
const waiting = Array.from({ length: rounds }, () => cases).flat();
async function countNext() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { framework, app, counts } = next;
    counts.push(await requestInstructions(framework, app, amounts[framework]));
  }
}
await Promise.all([countNext(), countNext()]);

const lesserOf = ({ counts }) => Math.min(...counts);
const of = (framework, name) =>
  lesserOf(cases.find((one) => one.framework === framework && one.name === name));
const share = (framework, name, over) =>
  ((of(framework, name) - of(framework, over)) / of(framework, BARE)) * 100;

const rows = cases.map((one) => [
  `${one.framework}, ${one.name}`,
  Math.round(lesserOf(one)).toLocaleString("en"),
  Math.round(Math.max(...one.counts)).toLocaleString("en"),
  `${share(one.framework, one.name, BARE).toFixed(1)} %`,
]);
const budget = (framework, text, limit) => {
  const floor = floors[framework];
  const added = share(framework, OURS, floor);
  const noise = Math.abs(share(framework, floor + AGAIN, floor));
  const value = `${added.toFixed(1)} %, the A/A pair differs by ${noise.toFixed(1)} %`;
  return { text, met: added <= limit, value };
};
console.log(
  JSON.stringify({
    title: "Instructions of a request",
    note:
      "Counted by valgrind batch by batch, the least of the batches, where the compiler has settled: neither " +
      "the machine's load is in it nor the compiler. What the compiler makes of a program differs a little from " +
      "process to process: the lesser and the greater of two. " +
      "Everything of Node's server, the framework and the application but the parser and the kernel.",
    table: table(["", "lesser", "greater", "added to bare"], rows),
    budgets: [
      budget(
        "fastify",
        "on Fastify at most 2 % of the bare application more than two empty hooks",
        2,
      ),
      budget(
        "express",
        "on Express at most 10 % of the bare application for following the route, and all the rest",
        10,
      ),
    ],
  }),
);
