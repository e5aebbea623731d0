// npm start: installs and builds what is missing or stale, then runs the demo in this process.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const build = spawnSync(process.execPath, [path("pnpm.mjs"), "--silent", "run", "build"], {
  cwd: path(".."),
  stdio: "inherit",
});
if (build.status !== 0) process.exit(build.status ?? 1);

const parent = process.ppid;
const { startDemo } = await import("../examples/demo/dist/main.js");
const stopDemo = await startDemo();

let isStopping = false;
async function stop() {
  if (isStopping) process.exit(1); // A second Ctrl-C does not wait.
  isStopping = true;
  await stopDemo();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// npm does not pass SIGTERM on: it ends, and its child would stay for ever.
setInterval(() => process.ppid === parent || stop(), 500).unref();
