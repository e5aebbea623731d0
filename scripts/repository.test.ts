import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { VERSION } from "../packages/core/src/version.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const packages = readdirSync(join(root, "packages"));
const examples = readdirSync(join(root, "examples"))
  .map((name) => `examples/${name}`)
  .filter((folder) => existsSync(join(root, folder, "package.json")));

function text(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

test("no file names this machine's folders or a package registry", () => {
  // Written in two parts, or this file would be found.
  const words = [
    root,
    `${homedir()}/`,
    ["registry", "npmjs.org"].join("."),
    ["_auth", "Token"].join(""),
  ];
  const grep = ["grep", "-IlF", "--untracked", ...words.flatMap((word) => ["-e", word])];
  let found = "";
  try {
    found = execFileSync("git", grep, { cwd: root, encoding: "utf8" });
  } catch (error) {
    if ((error as { status: number }).status !== 1) throw error; // 1: nothing found
  }
  expect(found).toBe("");
});

test("every folder of legacy decorators is type-checked", () => {
  const folders = packages
    .map((name) => `packages/${name}/test/legacy-decorators`)
    .filter((folder) => existsSync(join(root, folder)));
  const { references } = JSON.parse(text("tsconfig.json")) as { references: { path: string }[] };
  const checked = references.map(({ path }) => path);
  expect(folders.filter((folder) => !checked.includes(folder))).toEqual([]);
});

test("every public package is built both ways and released with the others", () => {
  const { references } = JSON.parse(text("tsconfig.json")) as { references: { path: string }[] };
  const built = references.map(({ path }) => path);
  const versions = new Set<string>();
  for (const name of packages) {
    const manifest = JSON.parse(text(`packages/${name}/package.json`));
    if (manifest.private) continue;
    expect(built).toContain(`packages/${name}`);
    expect(built).toContain(`packages/${name}/tsconfig.cjs.json`);
    expect(text("pnpm-workspace.yaml")).toContain(`- "${manifest.name}"`);
    versions.add(manifest.version);
  }
  expect([...versions]).toEqual([VERSION]);
});

test("a release changes published packages only", () => {
  const workspace = text("pnpm-workspace.yaml");
  const versioned = [...packages.map((name) => `packages/${name}`), ...examples, "benchmarks"]
    .map((folder) => JSON.parse(text(`${folder}/package.json`)))
    .filter((manifest) => manifest.private && manifest.version !== undefined)
    .map(({ name }) => name);
  const ignored = /ignore:\n(?<names>(?: {4}- .*\n)+)/.exec(workspace)?.groups?.names ?? "";
  expect(versioned.filter((name) => !ignored.includes(`"${name}"`))).toEqual([]);
});

test.each(["node-http", "koa-middleware", "hono-middleware"])(
  "the adapter %s has less than 60 lines: what is more belongs to core",
  (name) => {
    const sources = readdirSync(join(root, "packages", name, "src"));
    const lines = sources.flatMap((file) =>
      text(`packages/${name}/src/${file}`).trim().split("\n"),
    );
    expect(lines.length).toBeLessThan(60);
  },
);
