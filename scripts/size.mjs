// What each package adds to an application: its ES modules (kB, gzipped kB) and its dependencies.
// Build first.
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { publicPackages } from "./public-packages.mjs";

console.log("| package | code and comments, kB | gzip, kB | dependencies | with theirs |");
console.log("|---|--:|--:|--:|--:|");
for (const { folder, manifest } of publicPackages()) {
  const code = Buffer.concat(moduleFiles(join(folder, "dist")).map((file) => readFileSync(file)));
  const direct = Object.keys(manifest.dependencies ?? {}).length;
  const cells = [manifest.name, kB(code), kB(gzipSync(code)), direct, installed(folder).size];
  console.log(`| ${cells.join(" | ")} |`);
}

function kB(bytes) {
  return (bytes.length / 1000).toFixed(1);
}

function moduleFiles(dist) {
  return readdirSync(dist, { recursive: true })
    .filter((name) => name.endsWith(".js") && !name.startsWith("cjs"))
    .map((name) => join(dist, name));
}

/** The folders of all packages that are installed with this one. */
function installed(folder, found = new Set()) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const name of Object.keys(dependencies)) {
    const dependency = locate(folder, name);
    if (found.has(dependency)) continue;
    found.add(dependency);
    installed(dependency, found);
  }
  return found;
}

function locate(from, name) {
  const candidate = join(from, "node_modules", name);
  if (existsSync(candidate)) return realpathSync(candidate);
  if (dirname(from) === from) throw new Error(`${name} is not installed`);
  return locate(dirname(from), name);
}
