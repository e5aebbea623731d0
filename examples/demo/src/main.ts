import { setTimeout as sleep } from "node:timers/promises";
import { askQuestions, startScraping } from "./questions.js";
import { startSearch } from "./search.js";
import type { Service } from "./service.js";
import { startShop } from "./shop.js";
import { startTraffic } from "./traffic.js";

/** Until Prometheus has scraped often enough to answer. */
const FIRST_ANSWERS_MS = 25_000;

/** Starts two services, visits them and prints where to look; the result stops everything. */
export async function startDemo(): Promise<() => Promise<void>> {
  const services = [await startShop(), await startSearch()];
  const stopTraffic = startTraffic(services);
  announce(services);
  const stopAnswers = await answerWithPrometheus(services);
  return async () => {
    stopTraffic();
    await stopAnswers();
    for (const service of services) await service.stop();
  };
}

function announce(services: readonly Service[]): void {
  console.log(
    "Two services with traffic. Open a page and see which route is slow and which fails:\n",
  );
  for (const { name, url } of services) {
    console.log(`  ${name.padEnd(8)}${url}/metrics/ui`);
    console.log(`${" ".repeat(10)}${url}/metrics`);
    console.log(`${" ".repeat(10)}${url}\n`);
  }
}

async function answerWithPrometheus(services: readonly Service[]): Promise<() => Promise<void>> {
  const prometheus = await startScraping(services);
  if (prometheus === undefined) {
    console.log("Prometheus is not installed: with it, the demo would answer a few queries here.");
    return async () => {};
  }
  console.log(`  Prometheus scrapes both: ${prometheus.url} (answers follow)\n`);
  const stopped = new AbortController();
  const answering = sleep(FIRST_ANSWERS_MS, undefined, { signal: stopped.signal })
    .then(() => askQuestions(prometheus))
    .then((lines) => console.log(`${lines.join("\n")}\n\nCtrl-C stops everything.`))
    .catch((error: Error) => {
      if (!stopped.signal.aborted) console.log(`Prometheus has no answers: ${error.message}`);
    });
  return async () => {
    stopped.abort();
    await answering;
    await prometheus.stop();
  };
}
