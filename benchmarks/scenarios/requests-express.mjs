// CPU time of a request over loopback, bare and measured by each library.
import { expressApps } from "../lib/express-apps.mjs";
import { requestCost } from "../lib/request-cost.mjs";

console.log(JSON.stringify(await requestCost("express", Object.keys(expressApps))));
