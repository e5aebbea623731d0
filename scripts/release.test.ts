import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The repository as it is now, in a folder of its own, all committed. */
function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), "release-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of files.filter((file) => file !== "" && existsSync(join(root, file)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  mkdirSync(join(copy, ".cache"));
  // pnpm itself, as scripts/pnpm.mjs has fetched it.
  for (const name of readdirSync(join(root, ".cache")).filter((name) => name.startsWith("pnpm-"))) {
    symlinkSync(join(root, ".cache", name), join(copy, ".cache", name));
  }
  git(copy, "init", "--quiet");
  commit(copy);
  return copy;
}

function git(folder: string, ...args: string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
  return execFileSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
}

function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "a change");
}

const manifestsOf = (folder: string) =>
  readdirSync(join(folder, "packages")).map((name) =>
    JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8")),
  );

test("a change of one package releases all of them with one version", () => {
  const copy = copyOfRepository();
  for (const file of readdirSync(join(copy, ".changeset"))) {
    if (file !== "README.md") rmSync(join(copy, ".changeset", file), { recursive: true });
  }
  const change = `---\n"@routemetrics/push": minor\n---\n\nPushes twice as far.\n`;
  writeFileSync(join(copy, ".changeset", "farther.md"), change);
  commit(copy);
  const before = manifestsOf(copy).find(({ name }) => name === "@routemetrics/core").version;

  execFileSync(process.execPath, ["scripts/release.mjs", "version"], { cwd: copy, stdio: "pipe" });

  const published = manifestsOf(copy).filter((manifest) => !manifest.private);
  const [version, ...others] = new Set(published.map((manifest) => manifest.version));
  expect(others).toEqual([]);
  expect(version).not.toBe(before);
  const read = (path: string) => readFileSync(join(copy, path), "utf8");
  expect(read("packages/core/src/version.ts")).toContain(`"${version}"`);
  expect(read("packages/push/CHANGELOG.md")).toMatch(/## .*\n[\s\S]*Pushes twice as far\./);
  expect(existsSync(join(copy, ".changeset", "farther.md"))).toBe(false);
  const changed = git(copy, "status", "--porcelain");
  expect(changed).not.toMatch(/examples|benchmarks|conformance/);
});
