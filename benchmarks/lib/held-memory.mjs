// Metrics with many series, and the memory that they hold.
import { setTimeout } from "node:timers/promises";
import { ours } from "./ours.mjs";
import { durationAt } from "./workload.mjs";

export const SERIES = 5000;

/** Our metrics, each series of which has seen so many durations. */
export function oursFilled(options, observations = 1000) {
  const { metrics, record } = ours({ maxSeries: SERIES * 2, ...options });
  for (let series = 0; series < SERIES; series++) {
    for (let i = 0; i < observations; i++) record(`/things${series}`, 200, durationAt(i + series));
  }
  return metrics;
}

/** Bytes of the heap and of array buffers that are in use. */
export async function heldBytes() {
  for (let i = 0; i < 4; i++) {
    gc();
    // Array buffers are freed behind the collection.
    await setTimeout(20);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
