// A project that installs the packed packages and uses them in every way that is supported.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "./checklist.mjs";
import { nodeBinary, nodeVersions } from "./node-versions.mjs";
import { root } from "./public-packages.mjs";

const folder = join(root, ".cache", "consumer");

export function checkConsumer(packed) {
  install(packed);
  const entries = packed.flatMap((each) => each.entries);
  for (const version of nodeVersions) {
    check(`Node ${version}: require and import give one instance`, () =>
      run(nodeBinary(version), ["one-instance.cjs", ...entries]),
    );
  }
  for (const jest of ["jest29", "jest30"]) {
    check(`${jest}: required from CommonJS tests`, () =>
      run(process.execPath, [`node_modules/${jest}/bin/jest.js`, "--rootDir", folder]),
    );
  }
  for (const project of typeScriptProjects()) {
    const [version, , resolution, type] = project;
    check(`TypeScript ${version}: ${resolution}, ${type}`, () => checkTypes(project, entries));
  }
}

function run(command, args, cwd = folder) {
  execFileSync(command, args, { cwd, stdio: "inherit" });
}

function install(packed) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "scripts", "consumer"), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  manifest.dependencies = Object.fromEntries(
    packed.map((each) => [each.manifest.name, `file:${each.tarball}`]),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
}

/** TypeScript version, `module`, `moduleResolution`, and the type of the project. */
function typeScriptProjects() {
  const node10 = ["commonjs", "node10", "commonjs"];
  const modern = [
    ["node16", "node16", "commonjs"],
    ["node16", "node16", "module"],
    ["nodenext", "nodenext", "commonjs"],
    ["nodenext", "nodenext", "module"],
    ["esnext", "bundler", "module"],
  ];
  return [
    ...[node10, ...modern].map((each) => ["5.0", ...each]),
    ...[node10, ...modern].map((each) => ["5.9", ...each]),
    ...[node10, ...modern].map((each) => ["6.0", ...each]),
    ...modern.map((each) => ["7.0", ...each]),
  ];
}

function checkTypes([version, module, moduleResolution, type], entries) {
  const project = join(folder, "types", `${version}-${moduleResolution}-${type}`);
  mkdirSync(project, { recursive: true });
  cpSync(join(folder, "types", "application.ts"), join(project, "application.ts"));
  const imports = entries.map((entry, index) => `import * as entry${index} from "${entry}";`);
  const names = entries.map((_, index) => `entry${index}`);
  writeFileSync(
    join(project, "entries.ts"),
    `${imports.join("\n")}\nexport const entries: object[] = [${names.join(", ")}];\n`,
  );
  writeFileSync(join(project, "package.json"), JSON.stringify({ type }));
  const compilerOptions = {
    ...{ module, moduleResolution, target: "es2022", strict: true, esModuleInterop: true },
    ...{ types: ["node"], skipLibCheck: true, noEmit: true },
    ...(version === "6.0" && { ignoreDeprecations: "6.0" }),
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts"] }),
  );
  const compiler = `node_modules/typescript${version}/bin/tsc`;
  run(process.execPath, [join(folder, compiler), "-p", project]);
}
