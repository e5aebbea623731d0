import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { cloneRepository, commit, git } from "./clone-repository.js";

const manifestsOf = (folder: string) =>
  readdirSync(join(folder, "packages")).map((name) =>
    JSON.parse(readFileSync(join(folder, "packages", name, "package.json"), "utf8")),
  );

test("a change of one package releases all of them with one version", () => {
  const { folder: copy, remove } = cloneRepository();
  onTestFinished(remove);
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

const publish = (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, ["scripts/release.mjs", "publish", ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });

test("publishing asks where to", () => {
  expect(publish(".", [])).toMatchObject({
    status: 1,
    stderr: "publish needs --registry URL, or --dry-run\n",
  });
});

test("a proof of origin needs a repository", () => {
  const { folder: copy, remove } = cloneRepository();
  onTestFinished(remove);
  const rehearse = () => [
    publish(copy, ["--dry-run", "--provenance"]),
    // In CI nobody has to ask.
    publish(copy, ["--dry-run"], { SIGSTORE_ID_TOKEN: "a token" }),
  ];
  for (const { status, stderr } of rehearse()) {
    expect(status).toBe(1);
    expect(stderr).toContain("provenance needs the address of the repository");
    expect(stderr).toContain("  packages/core/package.json\n");
    expect(stderr).not.toContain("packages/conformance");
  }

  for (const name of readdirSync(join(copy, "packages"))) {
    const file = join(copy, "packages", name, "package.json");
    const manifest = JSON.parse(readFileSync(file, "utf8"));
    const url = "git+https://git.example.org/routemetrics.git";
    manifest.repository = { type: "git", url, directory: `packages/${name}` };
    writeFileSync(file, JSON.stringify(manifest));
  }
  // What comes next, in which the rehearsal ends.
  const next = 'console.error("packs"); process.exit(1);';
  writeFileSync(join(copy, "scripts/pack-check.mjs"), next);
  for (const { stderr } of rehearse()) {
    expect(stderr).toContain("packs");
    expect(stderr).not.toContain("provenance");
  }
});
