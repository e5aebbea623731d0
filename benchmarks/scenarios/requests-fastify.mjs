// Cost of a request, bare and measured by each library.
import { apps, FLOOR } from "../lib/fastify-apps.mjs";
import { requestReport } from "../lib/request-report.mjs";

console.log(JSON.stringify(await requestReport("fastify", Object.keys(apps), FLOOR)));
process.exit();
