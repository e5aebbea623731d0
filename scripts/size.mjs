// What each package adds to an application: the ES modules that it loads (kB, gzipped kB) and its dependencies.
//   node scripts/size.mjs           writes docs/reference/packages.md (build first)
//   node scripts/size.mjs --check   fails when it differs: dependencies at all, sizes by a tenth
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { importedFiles } from "./bundle.mjs";
import { publicPackages, root } from "./public-packages.mjs";

const TOLERANCE = 0.1;
const page = join(root, "docs", "reference", "packages.md");

const sizes = publicPackages().map(({ folder, manifest }) => {
  const code = Buffer.concat(moduleFiles(folder, manifest).map((file) => readFileSync(file)));
  return {
    name: manifest.name,
    numbers: [kB(code), kB(gzipSync(code))],
    dependencies: [
      Object.keys(manifest.dependencies ?? {}).join(", "),
      String(installed(folder).size),
    ],
  };
});

if (process.argv.includes("--check")) check();
else write();

function write() {
  const rows = sizes.map(({ name, numbers, dependencies: [direct, all] }) => [
    `\`${name}\``,
    ...numbers,
    direct,
    all,
  ]);
  const head = ["package", "code, kB", "gzip, kB", "depends on", "packages installed with it"];
  const lines = [head, ["---", "--:", "--:", "---", "--:"], ...rows];
  const table = lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
  const text = readFileSync(page, "utf8").replace(/\n\|[\s\S]*\|\n/, `\n${table}\n`);
  writeFileSync(page, text);
}

function check() {
  const documented = new Map(
    readFileSync(page, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim()))
      .map(([, name, code, zipped, ...dependencies]) => [
        name.replaceAll("`", ""),
        { numbers: [code, zipped], dependencies: dependencies.slice(0, 2) },
      ]),
  );
  const stale = sizes.filter(({ name, numbers, dependencies }) => {
    const row = documented.get(name);
    if (row === undefined || row.dependencies.join() !== dependencies.join()) return true;
    return numbers.some((kB, i) => Math.abs(kB - row.numbers[i]) > TOLERANCE * kB);
  });
  if (stale.length === 0 && documented.size === sizes.length) return;
  console.error(`docs/reference/packages.md is not right about: ${stale.map(({ name }) => name)}`);
  console.error("Run npm run size, and look whether the packages should have grown.");
  process.exit(1);
}

function kB(bytes) {
  return (bytes.length / 1000).toFixed(1);
}

/** The files that are loaded by importing everything of the package. */
function moduleFiles(folder, manifest) {
  const files = new Set(importedFiles(manifest).map((file) => join(folder, file)));
  // A set visits what is added while it is walked.
  for (const file of files) {
    const imports = readFileSync(file, "utf8").matchAll(/^(?:import|\} from).*"(\.[^"]+)";$/gm);
    for (const [, path] of imports) files.add(join(dirname(file), path));
  }
  return [...files];
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
