import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The repository as it is now in a folder of its own, all committed. */
export interface Clone {
  readonly folder: string;
  remove(): void;
}

export function cloneRepository(): Clone {
  const folder = mkdtempSync(join(tmpdir(), "clone-"));
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { cwd: root, encoding: "utf8" }).split("\0");
  for (const file of files.filter((file) => file !== "" && existsSync(join(root, file)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  mkdirSync(join(folder, ".cache"));
  // What is fetched once: pnpm as scripts/pnpm.mjs has it, other releases of Node.
  for (const name of readdirSync(join(root, ".cache"))) {
    if (/^(?:pnpm|node)-/.test(name)) {
      symlinkSync(join(root, ".cache", name), join(folder, ".cache", name));
    }
  }
  git(folder, "init", "--quiet");
  git(folder, "config", "user.name", "test");
  git(folder, "config", "user.email", "test@example.org");
  commit(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs git in a folder; returns what it printed. */
export function git(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8" });
}

/** Commits all that is there. */
export function commit(folder: string): void {
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "a change");
}
