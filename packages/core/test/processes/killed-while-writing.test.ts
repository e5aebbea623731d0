import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  bundleWorker,
  type RunningWorker,
  temporaryFolder,
  WorkerGroup,
} from "./worker-group.js";

const SERIES = 10_000;
const ROUNDS = 5;
/** Milliseconds from the beginning of a scrape, for which all write, to its end. */
const LONGEST = 40;

test("a worker that is killed in the middle of writing leaves what it has exposed", async () => {
  const folder = temporaryFolder();
  const group = new WorkerGroup(folder, {}, await bundleWorker(folder));
  onTestFinished(() => group.remove());
  await group.start(1);
  const [keeper] = group.workers as [RunningWorker];
  const totals = async () => {
    const text = await ask(keeper.own, "/metrics?name[]=many_total");
    return (
      text.match(/^many_total\{.* (\d+)$/gm)?.map((line) => Number(line.split(" ").at(-1))) ?? []
    );
  };
  const sum = async () => (await totals()).reduce((all, one) => all + one, 0);
  for (let round = 0; round < ROUNDS; round++) {
    await group.start(1);
    const victim = group.workers.at(-1) as RunningWorker;
    await ask(victim.own, `/many?count=${SERIES}`);
    const exposed = await sum();
    expect(exposed).toBeGreaterThanOrEqual(SERIES * (round + 1));
    await ask(victim.own, `/many?count=${SERIES}`);
    const scraping = sum();
    await sleep((round / (ROUNDS - 1)) * LONGEST);
    await group.kill(victim.pid);
    const during = await scraping;
    const after = await sum();
    expect(during).toBeGreaterThanOrEqual(exposed);
    expect(after).toBeGreaterThanOrEqual(during);
    expect(after).toBeLessThanOrEqual(exposed + SERIES);
  }
});
