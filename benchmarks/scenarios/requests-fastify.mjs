// Cost of a request, bare and measured by each library.
import { apps, FLOOR } from "../lib/fastify-apps.mjs";
import { requestReport, thirdOfCheapest, withinFloor } from "../lib/request-report.mjs";

const { costs, report } = await requestReport("fastify", Object.keys(apps));
const budgets = [thirdOfCheapest(costs, FLOOR), withinFloor(costs, FLOOR)];
console.log(JSON.stringify({ ...report, budgets }));
process.exit();
