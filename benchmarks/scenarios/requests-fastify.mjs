// CPU time of a request over loopback, bare and measured by each library.
import { fastifyApps } from "../lib/fastify-apps.mjs";
import { requestCost } from "../lib/request-cost.mjs";

console.log(JSON.stringify(await requestCost("fastify", Object.keys(fastifyApps))));
