// Scrapes: CPU time, the longest block of the event loop, and what requests feel meanwhile.
import { fork } from "node:child_process";
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

async function lightRoute(whose, isScraped) {
  const path = (name) => fileURLToPath(new URL(`../lib/${name}.mjs`, import.meta.url));
  const child = fork(path("scrape-server"), [whose, String(Math.ceil(1e5 / SAMPLES_PER_SERIES))]);
  const port = await new Promise((resolve) => child.once("message", resolve));
  let scrapes = 0;
  const scraper = isScraped ? new Worker(path("scrape-loop"), { workerData: port }) : undefined;
  scraper?.on("message", () => {
    scrapes += 1;
  });
  const measured = await latencies(port, () => !isScraped || scrapes >= 5);
  await scraper?.terminate();
  child.disconnect();
  return { ...measured, scrapes };
}

const results = [];
for (const samples of sizes) results.push(...(await measure(samples)));
const light = [];
for (const [whose, isScraped] of [
  ["ours", false],
  ["ours", true],
  ["prom-client", true],
]) {
  const { p50, p99, p999, scrapes } = await lightRoute(whose, isScraped);
  const name = isScraped ? `${whose}, ${scrapes} scrapes` : "no scrapes";
  light.push([name, p50.toFixed(2), p99.toFixed(2), p999.toFixed(2)]);
}

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
    table: `${scrapes}\n\nLatency of a light route in ms, asked every 2 ms for 6 s, with a scrape 250 ms after the one before and 100,000 samples that all change in between:\n\n${table(
      ["", "p50", "p99", "p99.9"],
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
