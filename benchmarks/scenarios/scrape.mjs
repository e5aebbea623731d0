// Scrapes: CPU time, the longest block of the event loop, and what requests feel meanwhile.
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { discardingServer } from "../lib/discarding-server.mjs";
import { cpuNanoseconds, isQuick, summary } from "../lib/measure.mjs";
import { oursOf, theirsOf } from "../lib/scraped.mjs";
import { longestStall } from "../lib/stalls.mjs";
import { table } from "../lib/table.mjs";

/** A histogram series of 14 buckets has 17 samples. */
const SAMPLES_PER_SERIES = 17;
const GZIP = { "accept-encoding": "gzip" };
const sizes = isQuick ? [1e3, 1e4, 1e5] : [1e3, 1e4, 1e5, 1e6];
const COLD_ANSWERS = 5;
const milliseconds = async (run) => (await cpuNanoseconds(run, 1)) / 1e6;

/** What has changed between two scrapes, and with which headers they are made. */
const CHANGES = {
  "all changed": [1],
  "a tenth changed": [0.1],
  "a tenth changed, every tenth": [0.1, 10],
  "none changed": [0],
};

async function measure(samples) {
  const series = Math.ceil(samples / SAMPLES_PER_SERIES);
  const [mine, theirs] = [oursOf(series), theirsOf(series)];
  const answers = {
    mine: discardingServer(mine.handler),
    theirs: discardingServer(theirs.handler),
  };
  const cases = {};
  for (const [name, change] of Object.entries(CHANGES)) {
    cases[`ours, ${name}`] = { subject: mine, answer: answers.mine, change };
  }
  for (const name of ["all changed", "none changed"]) {
    cases[`ours, gzip, ${name}`] = {
      subject: mine,
      answer: answers.mine,
      change: CHANGES[name],
      headers: GZIP,
    };
  }
  cases["prom-client"] = { subject: theirs, answer: answers.theirs, change: [0] };
  const measured = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  const rounds = samples > 1e5 ? 3 : 11;
  for (let round = -3; round < rounds; round++) {
    for (const [name, { subject, answer, change, headers }] of Object.entries(cases)) {
      const request = { acceptEncoding: headers?.["accept-encoding"] };
      subject.touch(...change);
      const render = await milliseconds(() => subject.render(request));
      subject.touch(...change);
      const sent = await milliseconds(() => answer(headers));
      subject.touch(...change);
      const { wall, cpu } = await longestStall(() => answer(headers));
      if (round >= 0) measured[name].push({ render, sent, wall, cpu });
    }
  }
  const medianOf = (name, what) => summary(measured[name].map((one) => one[what])).median;
  return Object.keys(cases).map((name) => ({
    samples,
    name,
    render: medianOf(name, "render"),
    sent: medianOf(name, "sent"),
    wall: medianOf(name, "wall"),
    cpu: medianOf(name, "cpu"),
    less: medianOf("prom-client", "render") / medianOf(name, "render"),
    lessSent: medianOf("prom-client", "sent") / medianOf(name, "sent"),
  }));
}

/**
 * Latencies in milliseconds of a light route that is asked every 2 ms. Each counts from when it was
 * due: one that a stall has held up waits for it, as a client would.
 */
async function latencies(port, isOver) {
  const agent = new Agent({ keepAlive: true });
  const request = () =>
    new Promise((resolve, reject) => {
      get({ port, path: "/light", agent }, (response) => response.resume().on("end", resolve)).on(
        "error",
        reject,
      );
    });
  const measured = [];
  const begin = performance.now();
  for (let due = begin; due < begin + 6000 || !isOver(); due += 2) {
    while (performance.now() < due) await setTimeout(1);
    await request();
    measured.push(performance.now() - due);
  }
  agent.destroy();
  measured.sort((a, b) => a - b);
  const at = (part) => measured[Math.floor((measured.length - 1) * part)];
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}

/** The latencies while somebody asks for another path again and again, in the process of whom. */
async function lightRoute(whose, path) {
  const program = (name) => fileURLToPath(new URL(`../lib/${name}.mjs`, import.meta.url));
  const series = Math.ceil(1e5 / SAMPLES_PER_SERIES);
  const child = fork(program("scrape-server"), [whose, String(series)]);
  const [port] = await once(child, "message");
  const asker = new Worker(program("scrape-loop"), { workerData: { port, path } });
  // The first are those of a process that has hardly been compiled.
  for (let answer = 0; answer < COLD_ANSWERS; answer++) await once(asker, "message");
  let answers = 0;
  asker.on("message", () => {
    answers += 1;
  });
  const measured = await latencies(port, () => answers >= 5);
  await asker.terminate();
  child.disconnect();
  return { ...measured, answers };
}

// First: the client has its garbage of the rest to collect later.
const light = [];
for (const [name, whose, path] of [
  ["no scrapes, the same changes", "ours", "/touch"],
  ["ours", "ours", "/metrics"],
  ["prom-client", "prom-client", "/metrics"],
]) {
  const { p50, p99, p999, answers } = await lightRoute(whose, path);
  const scrapes = path === "/metrics" ? String(answers) : "";
  light.push([name, scrapes, p50.toFixed(2), p99.toFixed(2), p999.toFixed(2)]);
}
const results = [];
for (const samples of sizes) results.push(...(await measure(samples)));

const at100k = (name) => results.find((one) => one.samples === 1e5 && one.name === name);
const [all, tenth, none] = ["all changed", "a tenth changed", "none changed"].map(
  (name) => at100k(`ours, ${name}`).less,
);
// Other processes are in the time on the wall, helper threads of V8 in that of the CPU: the less is the bound.
const stall = Math.max(
  ...results
    .filter(({ samples, name }) => samples === 1e5 && name !== "prom-client")
    .map(({ cpu, wall }) => Math.min(cpu, wall)),
);
const scrapes = table(
  [
    "samples",
    "",
    "render ms",
    "x less",
    "answer ms",
    "x less",
    "stall ms (CPU)",
    "stall ms (wall)",
  ],
  results.map((one) => [
    one.samples.toLocaleString("en"),
    one.name,
    one.render.toFixed(2),
    one.less.toFixed(1),
    one.sent.toFixed(2),
    one.lessSent.toFixed(1),
    one.cpu.toFixed(1),
    one.wall.toFixed(1),
  ]),
);
console.log(
  JSON.stringify({
    title: "Scrape",
    note:
      "CPU time of `m.render()` beside prom-client's `metrics()`, and of the whole answer of an http server; " +
      '"x less" is prom-client\'s divided by it. gzip includes the compressing threads. The stall is the longest ' +
      "time that the event loop did not turn during an answer: other processes are in it on the wall, the threads " +
      "of the garbage collector in its CPU time; the less of the two bounds it.",
    table: `${scrapes}\n\nLatency of a light route in ms, asked every 2 ms for 6 s, with a scrape 250 ms after the one before and 100,000 samples that all change in between, after five scrapes that are not counted:\n\n${table(
      ["", "scrapes", "p50", "p99", "p99.9"],
      light,
    )}`,
    budget: {
      text:
        "1/10, 1/50 and 1/300 of prom-client's `metrics()` at 100,000 samples (all, a tenth, none changed), " +
        "no stall above 5 ms, gzip included",
      met: all >= 10 && tenth >= 50 && none >= 300 && stall <= 5,
      value: `${[all, tenth, none].map((less) => `1/${less.toFixed(1)}`).join(", ")}; ${stall.toFixed(1)} ms`,
    },
  }),
);
