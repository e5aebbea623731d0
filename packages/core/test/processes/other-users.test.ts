import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  ask,
  bundleWorker,
  removeFolder,
  sampleOf,
  temporaryFolder,
  WorkerGroup,
} from "./worker-group.js";

const NOBODY = 65534;
const user = process.geteuid?.();
const isRoot = user === 0;
if (!isRoot) console.warn("skipped: only root can act for another user");

let folder: string;
let programs: string;
let group: WorkerGroup;

beforeEach(async () => {
  [folder, programs] = [temporaryFolder(), temporaryFolder()];
  // As open as a temporary folder is.
  chmodSync(folder, 0o1777);
  group = new WorkerGroup(folder, {}, await bundleWorker(programs));
});
afterEach(async () => {
  await group.stop();
  for (const one of [folder, programs]) removeFolder(one);
});

/** The name is known, so somebody else can be there first. */
const known = () => join(folder, `routemetrics-${user}`);

const hijacks: Record<string, () => string> = {
  "a folder of another user": () => {
    mkdirSync(known(), { mode: 0o700 });
    chownSync(known(), NOBODY, NOBODY);
    return known();
  },
  "a folder of another user that all can write": () => {
    mkdirSync(known());
    chownSync(known(), NOBODY, NOBODY);
    chmodSync(known(), 0o777);
    return known();
  },
  "a link to a folder of another user": () => {
    const target = join(folder, "target");
    mkdirSync(target, { mode: 0o777 });
    chownSync(target, NOBODY, NOBODY);
    symlinkSync(target, known());
    return target;
  },
  "a link to a private folder of the user": () => {
    const target = join(folder, "target");
    mkdirSync(target, { mode: 0o700 });
    symlinkSync(target, known());
    return target;
  },
};

test.skipIf(!isRoot).each(Object.keys(hijacks))("%s is not used", async (kind) => {
  const target = (hijacks[kind] as () => string)();
  await group.startTogether(2);
  for (const { own } of group.workers) await ask(own);
  for (const { own } of group.workers) {
    expect(await sampleOf(own, "requests_total")).toBe(1);
    expect(JSON.parse(await ask(own, "/warnings"))).toEqual([
      expect.stringContaining("Workers cannot find each other"),
    ]);
  }
  expect(readdirSync(target)).toEqual([]);
});

test.skipIf(!isRoot)("nobody else can read, write or ask what a group shares", async () => {
  await group.startTogether(2);
  const [path] = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith(".sock"),
  );
  const socket = join(folder, String(path));
  const asOther = (code: string) => {
    // Once it runs: this Node may lie where another user may not start it.
    const become = `process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`;
    return spawnSync(process.execPath, ["-e", `${become} ${code}`], { encoding: "utf8" });
  };
  for (const code of [
    `require("fs").readdirSync(${JSON.stringify(known())})`,
    `require("fs").writeFileSync(${JSON.stringify(join(socket, "../1.1.0.9.snap"))}, "")`,
    `require("net").connect(${JSON.stringify(socket)})`,
  ]) {
    const { status, stderr } = asOther(code);
    expect([status, stderr]).toEqual([1, expect.stringContaining("EACCES")]);
  }
});
