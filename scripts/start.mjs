// npm start: installs and builds what is missing or stale, then runs the demo in this process.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const build = spawnSync(process.execPath, [path("pnpm.mjs"), "--silent", "run", "build"], {
  cwd: path(".."),
  stdio: "inherit",
});
if (build.status !== 0) process.exit(build.status ?? 1);

const { startDemo } = await import("../examples/demo/dist/main.js");
const starting = startDemo();

let isStopping = false;
async function stop() {
  if (isStopping) process.exit(1); // A second Ctrl-C does not wait.
  isStopping = true;
  const stopDemo = await starting;
  await stopDemo();
  process.exit(0);
}
process.on("SIGINT", stop);
process.on("SIGTERM", stop);
// npm does not pass SIGTERM on: it ends, and its child would stay for ever.
const parent = process.ppid;
setInterval(() => process.ppid === parent || isStopping || stop(), 500).unref();
await starting;
