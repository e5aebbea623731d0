import { setTimeout } from "node:timers/promises";

// A job as any other: it knows nothing of metrics.
await setTimeout(50);
console.log("use fewer dependencies");
