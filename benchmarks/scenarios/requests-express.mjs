// Cost of a request, bare and measured by each library.
import { apps, FLOOR } from "../lib/express-apps.mjs";
import { requestReport, thirdOfCheapest } from "../lib/request-report.mjs";

const { costs, report } = await requestReport("express", Object.keys(apps));
console.log(JSON.stringify({ ...report, budgets: [thirdOfCheapest(costs, FLOOR)] }));
process.exit();
