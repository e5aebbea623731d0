// A process with one application. Told what to do over IPC, it answers with what that cost.
//   node app-process.mjs fastify|express <name> [options as JSON]
import { exchange } from "./exchange.mjs";
import { TEMPLATE, urlAt } from "./service.mjs";

const [, , framework, name, options] = process.argv;
const { apps, withOptions } = await import(`./${framework}-apps.mjs`);
const server = await (options === undefined ? apps[name] : withOptions(JSON.parse(options)))();

async function run(requests) {
  for (let i = 0; i < requests; i++) await exchange(server, urlAt(i));
}

const answers = {
  cpu: () => cpuMicroseconds(),
  /** CPU microseconds of requests within the process. */
  run: async ({ requests }) => {
    const before = cpuMicroseconds();
    await run(requests);
    return cpuMicroseconds() - before;
  },
  /** Bytes allocated by requests within the process, which has room for all of them. */
  allocated: async ({ requests }) => {
    gc();
    const before = process.memoryUsage().heapUsed;
    await run(requests);
    return process.memoryUsage().heapUsed - before;
  },
  showsRoutes: async () => (await recorded()).includes(TEMPLATE),
};

/** What the metrics show. */
async function recorded() {
  if (server.recorded !== undefined) return server.recorded();
  return (await fetch(`http://127.0.0.1:${server.address().port}/metrics`)).text();
}

function cpuMicroseconds() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.on("message", async (message) => {
  process.send({ answer: await answers[message.ask](message) });
});
process.on("disconnect", () => process.exit());
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
