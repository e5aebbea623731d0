import { objectStore } from "@routemetrics/object-storage";
import { runNightlyJob } from "./nightly-job.js";

const account = await runNightlyJob(objectStore.fromEnv({ prefix: "dumps" }), 1000);
console.log(`${account.stored} dumps stored, ${account.dropped + account.spooled} lost`);
