import { chmodSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { requireMounts, runIn, startWith } from "./mount-namespace.js";
import { ask, removeFolder, sampleOf, temporaryFolder, WorkerGroup } from "./worker-group.js";

const cannotMount = requireMounts();
const CLOSED = "mount --rbind /tmp /tmp; mount -o remount,bind,ro /tmp";
const NO_SHM = "mount -t tmpfs -o ro tmpfs /dev/shm";

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => removeFolder(folder));

function startGroup(mounts: string, env: Record<string, string> = {}): WorkerGroup {
  const started = new WorkerGroup(folder, env, "worker.mjs", startWith(mounts));
  onTestFinished(() => started.stop());
  return started;
}

const ownPorts = (group: WorkerGroup) => group.workers.map(({ own }) => own);

/** Each worker answers for itself, and has said why once. */
async function expectAlone(group: WorkerGroup, reason: RegExp): Promise<void> {
  for (const port of ownPorts(group)) {
    expect(await sampleOf(port, "requests_total")).toBe(1);
    expect(await sampleOf(port, "routemetrics_workers")).toBeUndefined();
    expect(JSON.parse(await ask(port, "/warnings"))).toEqual([expect.stringMatching(reason)]);
  }
}

/** Each worker answers for all two, and has said nothing more. */
async function expectTogether(group: WorkerGroup, requests: number): Promise<void> {
  const together = async () => {
    for (const port of ownPorts(group)) {
      expect(await sampleOf(port, "routemetrics_workers")).toBe(2);
      expect(await sampleOf(port, "requests_total")).toBe(requests);
    }
  };
  await vi.waitFor(together, { timeout: 15_000, interval: 100 });
}

const askAll = async (group: WorkerGroup) => {
  for (const port of ownPorts(group)) await ask(port);
};

test("a directory is made when it is not there, and stays where it was when a worker goes elsewhere", async () => {
  const directory = relative(process.cwd(), join(folder, "made"));
  const group = new WorkerGroup(folder, { DIRECTORY: directory });
  onTestFinished(() => group.stop());
  await group.start(2);
  await askAll(group);
  await ask(ownPorts(group)[0] as number, "/change-folder");
  await expectTogether(group, 2);
  rmSync(directory, { recursive: true });
  await expectTogether(group, 2);
  await expectWarnings(group, 0);
});

test.skipIf(cannotMount)(
  "workers that can write nowhere answer for themselves, and join when they can",
  async () => {
    const group = startGroup([CLOSED, NO_SHM].join("\n"), { DIRECTORY: "", TMPDIR: folder });
    await group.start(2);
    await askAll(group);
    await expectAlone(group, /Workers cannot find each other.*EROFS/);
    runIn(group.pid, "mount -o remount,rw /dev/shm");
    await expectTogether(group, 2);
    await expectWarnings(group, 1);
  },
);

test.skipIf(cannotMount)(
  "memory takes the place of a temporary folder that is read only",
  async () => {
    const mounts = [CLOSED, "mount -t tmpfs tmpfs /dev/shm"].join("\n");
    const group = startGroup(mounts, { DIRECTORY: "", TMPDIR: folder });
    await group.start(2);
    await askAll(group);
    await expectTogether(group, 2);
    await expectWarnings(group, 0);
  },
);

test.skipIf(cannotMount)("without /dev/shm nothing is missing", async () => {
  const group = startGroup(NO_SHM, { DIRECTORY: "", TMPDIR: folder });
  await group.start(2);
  await askAll(group);
  await expectTogether(group, 2);
  await expectWarnings(group, 0);
});

test.skipIf(cannotMount)(
  "a full disk at the beginning: workers join when it has room",
  async () => {
    const group = startGroup(
      `mount -t tmpfs -o size=64k tmpfs ${folder}\ncat /dev/zero > ${folder}/full || true`,
    );
    await group.start(2);
    await askAll(group);
    await expectAlone(group, /Workers cannot find each other.*ENOSPC/);
    runIn(group.pid, `rm ${folder}/full`);
    await expectTogether(group, 2);
    await expectWarnings(group, 1);
  },
);

test.skipIf(cannotMount)(
  "a disk that is full for a while costs nothing that is counted",
  async () => {
    const group = startGroup(`mount -t tmpfs -o size=256k tmpfs ${folder}`);
    await group.start(2);
    await askAll(group);
    await expectTogether(group, 2);
    runIn(group.pid, `cat /dev/zero > ${folder}/full || true`);
    await askAll(group);
    // Its own as they are, the other's as last written.
    const [first] = ownPorts(group) as [number];
    expect(await sampleOf(first, "requests_total")).toBeGreaterThanOrEqual(3);
    runIn(group.pid, `rm ${folder}/full`);
    await expectTogether(group, 4);
    await askAll(group);
    await expectTogether(group, 6);
  },
);

test.skipIf(process.geteuid?.() !== 0)(
  "another user, who cannot open the folder, answers for himself",
  async () => {
    const group = new WorkerGroup(folder, { AS_USER: "65534" });
    onTestFinished(() => group.stop());
    await group.start(2);
    await askAll(group);
    await expectAlone(group, /Workers cannot find each other.*EACCES/);
    chmodSync(folder, 0o777);
    await expectTogether(group, 2);
    await expectWarnings(group, 1);
  },
);

async function expectWarnings(group: WorkerGroup, count: number): Promise<void> {
  for (const port of ownPorts(group)) {
    expect(JSON.parse(await ask(port, "/warnings"))).toHaveLength(count);
  }
}
