import cluster from "node:cluster";

if (cluster.isPrimary) {
  for (let count = 0; count < 4; count++) cluster.fork();
  cluster.on("exit", () => cluster.fork());
} else {
  await import("./service.js");
}
