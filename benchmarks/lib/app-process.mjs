// A process with one application: answers how much CPU time it has used so far.
//   node app-process.mjs fastify|express <name>
import { createServer } from "node:http";
import { expressApps } from "./express-apps.mjs";
import { fastifyApps } from "./fastify-apps.mjs";

const [, , framework, name] = process.argv;
// On Linux a long-lived server waits in epoll: nothing but requests costs CPU time.
if (framework === "fastify") {
  const app = await fastifyApps[name]();
  await app.listen({ host: "127.0.0.1", port: 0 });
  process.send({ port: app.server.address().port });
} else {
  const app = await expressApps[name]();
  const server = createServer(app).listen(0, "127.0.0.1", () => {
    process.send({ port: server.address().port });
  });
}

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system });
});
process.on("disconnect", () => process.exit());
