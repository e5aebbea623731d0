// The primary of a cluster, which does not know the library. It does what the test tells it.
import cluster from "node:cluster";

cluster.setupPrimary({ exec: process.argv[2] });
cluster.on("message", (_worker, message) => process.send(message));
cluster.on("exit", ({ process: { pid } }) => process.send({ ended: pid }));
process.on("message", ({ fork, end, env }) => {
  if (fork) cluster.fork(env);
  if (end) process.exit();
});
process.on("disconnect", () => process.exit());
