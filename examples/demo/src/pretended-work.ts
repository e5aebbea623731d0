import { setTimeout as sleep } from "node:timers/promises";

/** Waits about `median` seconds, now and then far longer, as databases do (log-normal). */
export async function work(median: number): Promise<void> {
  const normal =
    Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  await sleep(median * Math.exp(0.45 * normal) * 1000);
}

/** True with this probability. */
export function fails(probability: number): boolean {
  return Math.random() < probability;
}
