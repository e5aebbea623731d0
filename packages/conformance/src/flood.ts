import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** What is sent: these heads in turn, each without its end, or heads invented from a number. */
export type FloodSource = { readonly heads: readonly string[] } | { readonly seed: number };

/** Sends this many requests from another thread, which takes little of the server's time; ends when all are answered. */
export async function flood(url: string, requests: number, source: FloodSource): Promise<void> {
  // Plain JavaScript: a worker is not compiled by the test runner.
  const file = new URL("../clients/flood.mjs", import.meta.url);
  const worker = new Worker(file, { workerData: { url, requests, ...source } });
  await once(worker, "exit");
}
