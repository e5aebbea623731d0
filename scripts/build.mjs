// Builds every package to ESM (dist, bundled) and CommonJS (dist/cjs); types are built again where they changed.
//   --clean   from nothing: tsc never deletes the outputs of sources that are gone
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.mjs";
import { publicPackages } from "./public-packages.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
const clean = process.argv.includes("--clean");

for (const folder of packages) {
  const commonjs = join(folder, "dist", "cjs");
  if (clean) rmSync(join(folder, "dist"), { recursive: true, force: true });
  if (!existsSync(join(folder, "tsconfig.cjs.json"))) continue;
  mkdirSync(commonjs, { recursive: true });
  // The package says "module"; this folder differs.
  writeFileSync(join(commonjs, "package.json"), '{ "type": "commonjs" }\n');
}
try {
  execFileSync(process.execPath, ["packages/dashboard/scripts/build-page.mjs"], {
    cwd: root,
    stdio: "inherit",
  });
  execFileSync("tsc", ["-b"], { cwd: root, stdio: "inherit" });
  await Promise.all(publicPackages().map(bundle));
} catch (error) {
  // A command that ran has said what is wrong; one that did not start has not.
  if (error.status === undefined || error.status === null) console.error(error.message);
  process.exit(error.status ?? 1);
}
