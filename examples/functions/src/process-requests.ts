import { setTimeout } from "node:timers/promises";
import { Summary } from "@routemetrics/core";

const requestTime = new Summary({
  name: "request_processing_seconds",
  help: "Time spent processing requests.",
});

/** Pretends to work for up to `limit` seconds. */
export const processRequest: (limit: number) => Promise<void> = requestTime.time(async (limit) => {
  await setTimeout(Math.random() * limit * 1000);
});
