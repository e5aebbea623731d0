// How the engine keeps the middleware of Express, and a function that has the same members of its own.
//   node --allow-natives-syntax middleware-shape.mjs     prints [fast, fast] as JSON
import { metrics } from "@routemetrics/express";
import promClient from "prom-client";

// Not in the source: only a process that was started so knows the syntax.
const isFast = new Function("one", "return %HasFastProperties(one)");
const m = metrics({ registry: new promClient.Registry(), processMetrics: false });
if (typeof m.counter !== "function") throw new Error("the middleware has no members");
const own = Object.assign(() => {}, { ...Object.getPrototypeOf(m) });
console.log(JSON.stringify([m, own].map(isFast)));
