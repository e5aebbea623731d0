import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Clone, cloneRepository, commit, git } from "../../scripts/clone-repository.js";
import { startDemo } from "../../scripts/start-demo.js";
import { read } from "../pages.js";
import { OF_THE_REPOSITORY } from "./of-the-repository.js";
import { sh } from "./shell.js";
import { shownCommands } from "./shown.js";

let clone: Clone;

beforeAll(async () => {
  clone = cloneRepository();
  // Minutes, which CI spends on it alone: see `byCi`.
  writeFileSync(join(clone.folder, "scripts/pack-check.mjs"), "");
  commit(clone.folder);
  await inClone("node scripts/pnpm.mjs install --frozen-lockfile --prefer-offline");
  await inClone("npm run build");
  // It installs everything, on a machine that may be busy.
}, 300_000);
afterAll(() => clone.remove());

/** How a command is run; the first that fits. */
const WAYS: readonly (readonly [RegExp, (line: string) => Promise<unknown>])[] = [
  // All of it, but for the other tests: this one is among them.
  [/^npm test$/, (line) => inClone(`${line} -- ${ONE_TEST}`)],
  [/^npm run check$/, byNpmTest],
  // What CI runs on a new machine.
  [/^npm run pack:check$|^node scripts\/debian\.mjs$/, byCi],
  [/^npm start$/, startAndStop],
  [/^npm run (?:build(?: -- --clean)?|format|api|size|scale)$/, inClone],
  // All scenarios take twenty minutes, one takes seconds.
  [/^npm run bench(?: -- .*)?$/, () => inClone("npm run bench -- --quick growth")],
  // All tests of core and the adapters take minutes on each release: CI runs them on the newest.
  [/^npm run matrix(?: -- [\d.]+)?$/, () => inClone(`npm run matrix -- 24.21.0 ${ONE_TEST}`)],
  [/^npx vitest run /, inClone],
  [/^node scripts\/pnpm\.mjs change$/, change],
  [/^node scripts\/pnpm\.mjs /, inClone],
  [/release\.mjs version$/, releaseVersion],
  // Nothing is ever published by a test: the rehearsal stands for it.
  [
    /release\.mjs publish (?:--dry-run|--registry URL)$/,
    () => inClone("node scripts/release.mjs publish --dry-run"),
  ],
  [/^git commit /, inClone],
];
const ONE_TEST = "packages/core/src/metric/metrics.test.ts";

const commands = shownCommands.filter(({ line }) => OF_THE_REPOSITORY.test(line));

test.each(commands)("$page: $line", { timeout: 120_000 }, async ({ line }) => {
  const [, run] = WAYS.find(([start]) => start.test(line)) ?? [];
  expect(run, "a way to run it").toBeDefined();
  await run?.(line);
});

function inClone(line: string): Promise<string> {
  return sh(line, clone.folder);
}

async function byNpmTest(): Promise<void> {
  expect(JSON.parse(read("package.json")).scripts.test).toBe("node scripts/pnpm.mjs run check");
}

async function byCi(line: string): Promise<void> {
  expect(read(".ci/run")).toMatch(new RegExp(`^step ${line}\\b`, "m"));
}

/** Every address that it prints answers; Ctrl-C ends all that it started. */
async function startAndStop(line: string): Promise<void> {
  const demo = await startDemo(clone.folder, line.split(" "));
  try {
    for (const url of demo.urls) expect((await fetch(url)).status, url).toBe(200);
    demo.signal("SIGINT");
    await vi.waitFor(() => expect(demo.signal(0)).toBe(false), { timeout: 15_000 });
  } finally {
    demo.signal("SIGKILL");
  }
}

/** Once everything is committed. */
async function releaseVersion(line: string): Promise<void> {
  if (git(clone.folder, "status", "--porcelain") !== "") commit(clone.folder);
  expect(await inClone(line)).toContain("Read the changelogs, commit");
}

/** Without being asked. */
async function change(line: string): Promise<void> {
  const answers = '--bump patch --summary "Pushes twice as far." @routemetrics/push';
  await inClone(`${line} ${answers}`);
  expect(git(clone.folder, "status", "--porcelain", ".changeset")).toMatch(/^\?\? .*\.md$/m);
}
