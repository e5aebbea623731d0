// Cost of a request, bare and measured by each library.
import { apps, FLOOR } from "../lib/express-apps.mjs";
import { requestCost } from "../lib/request-cost.mjs";

console.log(JSON.stringify(await requestCost("express", Object.keys(apps), FLOOR, 400)));
process.exit();
