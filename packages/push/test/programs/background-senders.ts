import { Counter, type RegistryLike } from "@routemetrics/core";
import { Registry } from "prom-client";
import { startGraphite, startRemoteWrite } from "../../src/index.js";

/** Sends in the background to the receiver of its first argument, has nothing else to do, and ends. */
const url = process.argv[2] ?? "";
const registry: RegistryLike = new Registry();
new Counter({ name: "rows_total", help: "Rows.", registry }).inc(7);
const { hostname: host, port } = new URL(url);
startRemoteWrite({ registry, url, every: 0.05 });
startGraphite({ registry, host, port: Number(port), every: 0.05 });
// Long enough for exchanges to be under way.
setTimeout(() => {
  process.exitCode = 6;
}, 400);
