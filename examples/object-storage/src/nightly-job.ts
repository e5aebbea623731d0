import { setTimeout } from "node:timers/promises";
import { Counter, Histogram } from "@routemetrics/core";
import { type DumpAccount, type ObjectStore, startDump } from "@routemetrics/object-storage";
import { register } from "prom-client";

const invoices = new Counter({ name: "invoices", help: "Invoices written." });
const duration = new Histogram({ name: "invoice_duration_seconds", help: "Time per invoice." });

/** Writes invoices; dumps its metrics every ten seconds, when it is terminated, and at its end. */
export async function runNightlyJob(store: ObjectStore, count: number): Promise<DumpAccount> {
  await store.connect();
  const dump = startDump({
    registry: register,
    store,
    every: "10s",
    labels: { job: "nightly-invoices" },
    retention: { olderThan: "30d" },
    signals: ["SIGTERM"],
  });
  for (let written = 0; written < count; written += 1) {
    await duration.time(() => setTimeout(Math.random() * 100))();
    invoices.inc();
  }
  return dump.stop({ deadline: "30s" });
}
