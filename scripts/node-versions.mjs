// Other releases of Node, from the npm registry, kept in .cache.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest supported release, and the newest of each supported line. */
export const nodeVersions = ["20.19.0", "20.20.2", "22.23.3", "24.21.0", "26.10.0"];

const cache = fileURLToPath(new URL("../.cache", import.meta.url));

/** The path of that release's `node`, fetched when it is not there yet. */
export function nodeBinary(version) {
  const home = join(cache, `node-${version}`);
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(home, "node_modules", name, "bin", "node");
  if (existsSync(bin)) return bin;
  mkdirSync(cache, { recursive: true });
  const staging = mkdtempSync(join(cache, "fetch-"));
  writeFileSync(join(staging, "package.json"), "{}\n");
  // Not the package "node": it unpacks its binary in an install script, which newer npm refuses.
  const args = ["install", "--prefix", staging, "--ignore-scripts", "--no-save", "--no-audit"];
  execFileSync("npm", [...args, "--no-fund", "--loglevel=error", `${name}@${version}`], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  rmSync(home, { recursive: true, force: true });
  renameSync(staging, home);
  return bin;
}
