// Releases all packages with one version.
//   node scripts/release.mjs version                  applies the files of .changeset: versions, changelogs
//   node scripts/release.mjs publish --dry-run        checks and packs what is committed
//   node scripts/release.mjs publish --registry URL   and publishes it there, and nowhere else
// With --provenance, which is set by itself in a CI job that has an OIDC token, the registry shows
// which commit the packages were built from.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { pnpm } from "./pack.mjs";
import { publicPackages, root } from "./public-packages.mjs";

const [command, ...flags] = process.argv.slice(2);
const { values } = parseArgs({
  args: flags,
  options: {
    "dry-run": { type: "boolean" },
    registry: { type: "string" },
    provenance: { type: "boolean" },
  },
});
const isDryRun = values["dry-run"] === true;
const run = (file, ...args) => execFileSync(file, args, { cwd: root, stdio: "inherit" });

if (command === "version") version();
else if (command === "publish") publish();
else fail("use: node scripts/release.mjs version | publish --dry-run | publish --registry URL");

function version() {
  pnpm(["change", "check"]);
  pnpm(["version", "-r"]);
  writeVersionConstant(lockstepVersion());
  pnpm(["install", "--no-frozen-lockfile"]);
  console.log("Read the changelogs, commit, then: node scripts/release.mjs publish --registry URL");
}

function publish() {
  // What is published can't be taken back: the registry is named each time, no setting decides.
  if (!isDryRun && !values.registry) fail("publish needs --registry URL, or --dry-run");
  const tag = `v${lockstepVersion()}`;
  const provenance = values.provenance === true || hasIdentityToken();
  if (provenance) requireRepository();
  if (provenance && !isDryRun && !hasIdentityToken()) {
    fail("provenance needs a CI job with an OIDC token, such as GitHub's with id-token: write");
  }
  pnpm(["change", "check"]);
  run(process.execPath, "scripts/pack-check.mjs");
  const publishing = ["--filter", "./packages/*", "publish", "--access", "public"];
  if (provenance) publishing.push("--provenance");
  if (isDryRun) publishing.push("--dry-run", "--no-git-checks");
  else publishing.push("--registry", values.registry);
  pnpm(publishing);
  if (isDryRun) return console.log(`dry run: ${tag} was neither published nor tagged`);
  run("git", "tag", "--annotate", tag, "--message", tag);
  console.log(`Published. Push the tag: git push origin ${tag}`);
}

function lockstepVersion() {
  const versions = new Set(publicPackages().map(({ manifest }) => manifest.version));
  if (versions.size !== 1) fail(`the packages have different versions: ${[...versions]}`);
  return [...versions][0];
}

/** What `routemetrics_info` shows: the built code reads no package.json. */
function writeVersionConstant(version) {
  const file = join(root, "packages", "core", "src", "version.ts");
  const text = readFileSync(file, "utf8").replace(/VERSION = "[^"]*"/, `VERSION = "${version}"`);
  writeFileSync(file, text);
}

/** Set by CI services that can prove to the registry which commit a package was built from. */
function hasIdentityToken() {
  return Boolean(process.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? process.env.SIGSTORE_ID_TOKEN);
}

/** The registry compares it with the proof. */
function requireRepository() {
  const without = publicPackages().filter(({ manifest }) => !manifest.repository?.url);
  if (without.length === 0) return;
  const files = without.map(({ folder }) => `  ${relative(root, folder)}/package.json`);
  fail(`provenance needs the address of the repository that CI builds from, in:
${files.join("\n")}
as "repository": { "type": "git", "url": "git+https://HOST/OWNER/NAME.git", "directory": "packages/…" }`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
