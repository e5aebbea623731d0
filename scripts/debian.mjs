// Fetches the real programs that tests run against, on Debian.
//   node scripts/debian.mjs             the servers, unpacked into .cache/debian
//   node scripts/debian.mjs --install   these and all that has to be installed (root)
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installed, unpacked } from "./debian-packages.mjs";

const cache = fileURLToPath(new URL("../.cache", import.meta.url));
const target = join(cache, "debian");
const mark = (name) => join(target, `.${name}`);

const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });

const isInstalled = (name) =>
  /^Status: .* installed$/m.test(spawnSync("dpkg-query", ["-s", name]).stdout?.toString());

const toUnpack = unpacked.filter((name) => !existsSync(mark(name)));
const toInstall = process.argv.includes("--install")
  ? installed.filter((name) => !isInstalled(name))
  : [];
if (process.getuid() === 0 && toUnpack.length + toInstall.length > 0) {
  run("apt-get", ["update", "-qq"]);
}
if (toUnpack.length > 0) unpack(toUnpack);
if (toInstall.length > 0) withoutServices(() => install(toInstall));

/** No root is needed, and nothing outside .cache changes. */
function unpack(names) {
  console.log(`unpacking ${names.join(" ")}`);
  mkdirSync(target, { recursive: true });
  const downloads = mkdtempSync(join(cache, "debs-"));
  try {
    run("apt-get", ["download", "-qq", "-o", "APT::Sandbox::User=root", ...names], {
      cwd: downloads,
    });
    for (const file of readdirSync(downloads)) {
      run("dpkg-deb", ["-x", join(downloads, file), target]);
    }
    for (const name of names) writeFileSync(mark(name), "");
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

function install(names) {
  console.log(`installing ${names.join(" ")}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...names], { env });
}

/** A package's service must not start: it could hold a port or a folder that a test wants. */
function withoutServices(action) {
  const policy = "/usr/sbin/policy-rc.d";
  if (existsSync(policy)) return action();
  writeFileSync(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    return action();
  } finally {
    rmSync(policy);
  }
}
