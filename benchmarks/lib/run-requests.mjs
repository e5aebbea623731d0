// Sends a number of requests through one application within the process, and ends.
//   node run-requests.mjs fastify|express <name> <requests>
import { exchange } from "./exchange.mjs";
import { urlAt } from "./service.mjs";

const [, , framework, name, requests] = process.argv;
const { apps } = await import(`./${framework}-apps.mjs`);
const server = await apps[name]();
for (let i = 0; i < Number(requests); i++) await exchange(server, urlAt(i));
process.exit();
