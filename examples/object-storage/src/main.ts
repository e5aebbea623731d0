import { objectStore } from "@routemetrics/object-storage";
import { runNightlyJob } from "./nightly-job.js";

const [, , invoices = "1000"] = process.argv;
const store = objectStore.fromEnv({ prefix: "dumps" });
const account = await runNightlyJob(store, Number(invoices));
console.log(`${account.stored} dumps stored, ${account.dropped + account.spooled} lost`);
