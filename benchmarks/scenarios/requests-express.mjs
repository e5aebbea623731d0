// Cost of a request, bare and measured by each library.
import { apps, FLOOR, LEAST } from "../lib/express-apps.mjs";
import { requestReport } from "../lib/request-report.mjs";

console.log(JSON.stringify(await requestReport("express", Object.keys(apps), FLOOR, LEAST)));
process.exit();
