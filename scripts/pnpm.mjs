// Runs the pnpm release that package.json pins. Node and npm are all that a
// fresh machine needs: the release is fetched from the npm registry once and
// kept in .cache, and pnpm itself installs the workspace when it is stale.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const home = join(root, ".cache", packageManager.replace("@", "-"));
const bin = join(home, "node_modules", "pnpm", process.platform === "win32" ? "pnpm.exe" : "pnpm");

/** Fetches into a folder of its own and renames it, so that an interrupted or a parallel run is harmless. */
function fetchPnpm() {
  mkdirSync(join(root, ".cache"), { recursive: true });
  const staging = mkdtempSync(join(root, ".cache", "fetch-"));
  const install = [
    "install",
    "--prefix",
    staging,
    "--no-save",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    packageManager,
  ];
  try {
    execFileSync("npm", [...install, "--offline"], { stdio: "ignore" });
  } catch {
    execFileSync("npm", install, { stdio: ["ignore", "ignore", "inherit"] });
  }
  // npm may refuse install scripts; pnpm's own puts the native binary in place.
  execFileSync(process.execPath, ["install.js"], {
    cwd: join(staging, "node_modules", "pnpm"),
    stdio: "ignore",
  });
  try {
    renameSync(staging, home);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(bin)) throw error;
  }
}

if (!existsSync(bin)) fetchPnpm();
const env = {
  ...process.env,
  PATH: `${join(home, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
};
const { status, signal } = spawnSync(bin, process.argv.slice(2), {
  cwd: process.cwd(),
  stdio: "inherit",
  env,
});
process.exit(signal ? 1 : (status ?? 1));
