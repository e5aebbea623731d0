// Builds from nothing and packs every public package as it would be published, into .cache/packed.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root } from "./public-packages.mjs";

/** Runs the pinned pnpm; fails with it. */
export function pnpm(args, options = {}) {
  return execFileSync(process.execPath, [join(root, "scripts", "pnpm.mjs"), ...args], {
    cwd: root,
    stdio: "inherit",
    ...options,
  });
}

/** The public packages, each with the path of its `tarball`. */
export function pack() {
  const folder = join(root, ".cache", "packed");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  pnpm(["--silent", "run", "build", "--clean"]);
  return publicPackages().map((each) => {
    const { name } = each.manifest;
    const tarball = join(folder, `${name.replace("@", "").replace("/", "-")}.tgz`);
    pnpm(["pack", "--out", tarball], { cwd: each.folder, stdio: ["ignore", "ignore", "inherit"] });
    return { ...each, tarball };
  });
}
