// Cost of a request, bare and measured by each library.
import { apps, FLOOR } from "../lib/fastify-apps.mjs";
import { requestCost } from "../lib/request-cost.mjs";

console.log(JSON.stringify(await requestCost("fastify", Object.keys(apps), FLOOR, 4000)));
process.exit();
