import { Counter } from "@routemetrics/core";
import { Registry } from "prom-client";
import { pushgateway, pushOnExit } from "../../src/index.js";

/** A job that ends in the way its first argument says; the second one is the Pushgateway. */
const [ending = "", url = "", deadline = "5"] = process.argv.slice(2);

const registry = new Registry();
new Counter({ name: "rows_total", help: "Rows.", registry }).inc(7);
pushOnExit(pushgateway({ url, job: "batch" }), registry, { deadline: Number(deadline) });

const endings: Record<string, () => void> = {
  drained: () => {
    process.exitCode = 3;
  },
  signal: () => {
    setInterval(() => {}, 1000);
    process.stdout.write("ready\n");
  },
  "own-handler": () => {
    const alive = setInterval(() => {}, 1000);
    process.on("SIGTERM", () => {
      process.exitCode = 9;
      clearInterval(alive);
    });
    process.stdout.write("ready\n");
  },
  exception: () => {
    setInterval(() => {}, 1000);
    setTimeout(() => {
      throw new TypeError("the job broke");
    });
  },
  rejection: () => {
    setInterval(() => {}, 1000);
    void Promise.reject(new RangeError("nobody caught it"));
  },
  handled: () => {
    process.on("uncaughtException", () => {
      process.exitCode = 4;
    });
    setTimeout(() => {
      throw new Error("handled");
    });
  },
};
endings[ending]?.();
