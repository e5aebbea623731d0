// Sends requests through one application within the process: as many as each line of its input says.
//   node run-requests.mjs fastify|express <name>
import { createInterface } from "node:readline";
import { exchange } from "./exchange.mjs";
import { urlAt } from "./service.mjs";

const [, , framework, name] = process.argv;
const { apps } = await import(`./${framework}-apps.mjs`);
const server = await apps[name]();
for await (const requests of createInterface({ input: process.stdin })) {
  for (let i = 0; i < Number(requests); i++) await exchange(server, urlAt(i));
  console.log(requests);
}
process.exit();
