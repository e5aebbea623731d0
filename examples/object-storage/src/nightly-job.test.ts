import { mergeDumps, objectStore } from "@routemetrics/object-storage";
import { expect, test } from "vitest";
import { runNightlyJob } from "./nightly-job.js";

test("the job leaves what it did in the store", async () => {
  const store = objectStore({ memory: true });
  expect(await runNightlyJob(store, 3)).toMatchObject({ stored: 1, dropped: 0, spooled: 0 });
  let text = "";
  for await (const part of mergeDumps(store, { job: "nightly-invoices" })) text += part;
  expect(text).toMatch(/^invoices_total\{.*job="nightly-invoices".*\} 3 \d+/m);
  expect(text).toMatch(/^invoice_duration_seconds_count\{.*\} 3 \d+/m);
});
