import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { ValueFamily } from "../../src/index.js";
import {
  ask,
  removeFolder,
  sampleOf,
  temporaryFolder,
  valueIn,
  WorkerGroup,
} from "./worker-group.js";

let folder: string;
let group: WorkerGroup;
const ports = () => group.workers.map(({ own }) => own);

beforeEach(() => {
  folder = temporaryFolder();
  group = new WorkerGroup(folder);
});
afterEach(() => group.remove());

test("any worker answers for all", async () => {
  await group.start(3);
  for (const port of ports()) await ask(port);
  for (const port of ports()) {
    expect(await sampleOf(port, "requests_total")).toBe(3);
    expect(await sampleOf(port, "foreign_total")).toBe(3);
    expect(await sampleOf(port, "durations_count")).toBe(3);
    expect(await sampleOf(port, 'app_info{release="1"}')).toBe(1);
    expect(await sampleOf(port, "routemetrics_workers")).toBe(3);
    expect(await sampleOf(port, "routemetrics_workers_missing")).toBe(0);
  }
});

test("what was exposed stays when its worker is killed", async () => {
  await group.start(3);
  for (const port of ports()) await ask(port);
  const [first, , last] = group.workers;
  expect(await sampleOf(ports()[1] as number, "requests_total")).toBe(3);
  await group.kill(first?.pid as number);
  expect(await sampleOf(last?.own as number, "requests_total")).toBe(3);
  expect(await sampleOf(last?.own as number, "routemetrics_workers")).toBe(2);
});

test("a worker that exits loses nothing", async () => {
  await group.start(2);
  const [first, second] = group.workers;
  await ask(first?.own as number);
  await ask(first?.own as number, "/exit");
  await vi.waitFor(() => expect(group.workers).toHaveLength(1));
  expect(await sampleOf(second?.own as number, "requests_total")).toBe(1);
});

test("gauges become one by their mode, with or without the workers that have ended", async () => {
  await group.start(3);
  for (const [index, port] of ports().entries()) {
    await ask(port, `/level?value=${[4, 7, 2][index]}`);
    await ask(port, "/begin");
  }
  const [first, second, third] = group.workers.map(({ pid, own }) => ({ pid, own }));
  const levels = async () => {
    const text = await ask(second?.own as number, "/metrics");
    const modes = ["sum", "min", "max", "first", "mostRecent"];
    return modes.map((mode) => valueIn(text, `level_${mode}`));
  };
  expect(await levels()).toEqual([13, 2, 7, 4, 2]);
  expect(await sampleOf(third?.own as number, "in_progress")).toBe(3);
  expect(await sampleOf(third?.own as number, 'level_perWorker{worker="1"}')).toBe(7);
  await group.kill(third?.pid as number);
  await group.kill(first?.pid as number);
  expect(await levels()).toEqual([13, 2, 7, 4, 2]);
  expect(await sampleOf(second?.own as number, "in_progress")).toBe(1);
  expect(await sampleOf(second?.own as number, 'level_perWorker{worker="2"}')).toBe(2);
});

test("a stopped worker delays a scrape by a second, and its last values are used", async () => {
  await group.start(2);
  const [first, second] = group.workers;
  await ask(first?.own as number);
  const own = second?.own as number;
  expect(await sampleOf(own, "requests_total")).toBe(1);
  process.kill(first?.pid as number, "SIGSTOP");
  const begin = performance.now();
  const text = await ask(own, "/metrics");
  expect(performance.now() - begin).toBeLessThan(3000);
  expect(valueIn(text, "requests_total")).toBe(1);
  expect(valueIn(text, "routemetrics_workers_missing")).toBe(1);
  process.kill(first?.pid as number, "SIGCONT");
  await vi.waitFor(async () => {
    expect(await sampleOf(own, "routemetrics_workers_missing")).toBe(0);
  });
});

test("damaged snapshots and those of another version are ignored, counted and told", async () => {
  await group.start(2);
  const [first, second] = group.workers;
  const own = second?.own as number;
  await ask(own);
  expect(await sampleOf(own, "requests_total")).toBe(1);
  const path = join(folder, await findFile(folder, new RegExp(`^${first?.pid}\\..*\\.snap$`)));
  const whole = await readFile(path, "utf8");
  const foreign = '{"format":99,"folded":[]}\n';
  const damaged = {
    "it is not complete": whole.slice(0, whole.length / 2),
    "its checksum is wrong": whole.replace("requests_total", "requests_tutal"),
    "it is not complete ": "",
    "another version": `${foreign}{"checksum":${crc32(foreign)}}\n`,
  };
  process.kill(first?.pid as number, "SIGSTOP");
  let count = 0;
  for (const text of Object.values(damaged)) {
    await writeFile(path, text);
    expect(await sampleOf(own, "requests_total")).toBe(1);
    count += 1;
    // Counted by this worker, so that the next scrape shows it.
    expect(await sampleOf(own, "routemetrics_snapshot_errors_total")).toBeGreaterThanOrEqual(count);
  }
  await group.kill(first?.pid as number);
  expect(await sampleOf(own, "requests_total")).toBe(1);
  expect(JSON.parse(await ask(own, "/warnings"))).toEqual([
    expect.stringMatching(/The snapshot .*\.snap of a worker is ignored: it is not complete/),
  ]);
});

test("a living worker writes its damaged snapshot anew", async () => {
  await group.start(2);
  const [first, second] = group.workers;
  const own = second?.own as number;
  await ask(first?.own as number);
  expect(await sampleOf(own, "requests_total")).toBe(1);
  for (const worker of [first, second]) {
    const name = new RegExp(`^${worker?.pid}\\..*\\.snap$`);
    const path = join(folder, await findFile(folder, name));
    const whole = await readFile(path, "utf8");
    for (const text of [
      whole.slice(0, -1),
      whole.replace("requests_total", "requests_tutal"),
      "",
    ]) {
      await writeFile(path, text);
      expect(await sampleOf(own, "requests_total")).toBe(1);
    }
  }
  const errors = await sampleOf(own, "routemetrics_snapshot_errors_total");
  expect(errors).toBe(6);
  expect(await sampleOf(own, "routemetrics_snapshot_errors_total")).toBe(6);
});

test("a folder that somebody removes is made again", async () => {
  await group.start(2);
  const [first, second] = group.workers.map(({ own }) => own) as [number, number];
  await ask(first);
  await ask(second);
  expect(await sampleOf(second, "requests_total")).toBe(2);
  removeFolder(folder);
  mkdirSync(folder);
  await vi.waitFor(
    async () => {
      expect(await sampleOf(second, "routemetrics_workers")).toBe(2);
      expect(await sampleOf(second, "requests_total")).toBe(2);
    },
    { timeout: 10_000 },
  );
});

test("clocks that differ change no total, are corrected, counted and told", async () => {
  await group.start(1);
  await group.start(1, { CLOCK_AHEAD: "86400" });
  await group.start(1, { CLOCK_AHEAD: "-86400" });
  const [right, ahead] = ports() as [number, number, number];
  for (const port of ports()) await ask(port);
  for (const [index, port] of [ahead, right].entries()) await ask(port, `/level?value=${index}`);
  const text = await ask(right, "/metrics");
  expect(valueIn(text, "requests_total")).toBe(3);
  expect(valueIn(text, "level_mostRecent")).toBe(1);
  const errors = valueIn(await ask(right, "/metrics"), "routemetrics_snapshot_errors_total");
  expect(errors).toBeGreaterThanOrEqual(2);
  expect(JSON.parse(await ask(right, "/warnings"))).toEqual([
    expect.stringMatching(/The clock .* differs by -?86400 s .* corrected/),
  ]);
  const families = JSON.parse(await ask(right, "/families")) as ValueFamily[];
  const [total] = families.find(({ name }) => name === "requests_total")?.series ?? [];
  expect(Math.abs((total?.created as number) - Date.now() / 1000)).toBeLessThan(60);
});

test("two services on one host do not mix, and a new run begins at 0", async () => {
  const other = new WorkerGroup(folder);
  onTestFinished(() => other.stop());
  await Promise.all([group.start(2), other.start(2)]);
  await ask(group.workers[0]?.own as number);
  expect(await sampleOf(group.workers[1]?.own as number, "requests_total")).toBe(1);
  expect(await sampleOf(other.workers[1]?.own as number, "requests_total")).toBe(0);
  await group.stop();
  group = new WorkerGroup(folder);
  await group.start(1);
  expect(await sampleOf(group.workers[0]?.own as number, "requests_total")).toBe(0);
  const groups = readdirSync(join(folder, readdirSync(folder)[0] as string));
  expect(groups.map((name) => Number(name.split(".")[0])).sort()).toEqual(
    [group.pid, other.pid].sort(),
  );
});

test("only the user can open what is shared", async () => {
  await group.start(1);
  const own = readdirSync(folder)[0] as string;
  expect(statSync(join(folder, own)).mode & 0o777).toBe(0o700);
});

test.each([
  ["cannot be written", closeToUser],
  [
    "is somebody else's to open",
    (path: string) => {
      mkdirSync(join(path, `routemetrics-${process.geteuid?.()}`));
      chmodSync(join(path, `routemetrics-${process.geteuid?.()}`), 0o777);
    },
  ],
])("where the folder %s each worker answers for itself and says so once", async (_, spoil) => {
  spoil(folder);
  await group.start(2);
  const [own] = ports() as [number, number];
  await ask(own);
  expect(await sampleOf(own, "requests_total")).toBe(1);
  expect(await sampleOf(own, "routemetrics_workers")).toBeUndefined();
  expect(JSON.parse(await ask(own, "/warnings"))).toEqual([
    expect.stringContaining("Workers cannot find each other"),
  ]);
});

test("process metrics have a worker label, which the next worker takes over", async () => {
  await group.stop();
  group = new WorkerGroup(folder, { PROCESS_METRICS: "yes" });
  await group.start(2);
  const workersOf = async (metric: string) => {
    const text = await ask(ports()[0] as number, "/metrics");
    return text.match(new RegExp(`^${metric}\\{.*`, "gm"))?.map((line) => line.split(" ")[0]);
  };
  const both = ["0", "1"].map((worker) => `process_resident_memory_bytes{worker="${worker}"}`);
  expect(await workersOf("process_resident_memory_bytes")).toEqual(both);
  expect(await workersOf("nodejs_version_info")).toHaveLength(1);
  await group.kill(group.workers[1]?.pid as number);
  expect(await workersOf("process_resident_memory_bytes")).toEqual([both[0]]);
  await group.start(1);
  await vi.waitFor(async () => {
    expect(await workersOf("process_resident_memory_bytes")).toEqual(both);
  });
});

test("process metrics add up when that is configured", async () => {
  await group.stop();
  group = new WorkerGroup(folder, { PROCESS_METRICS: "yes", ADD_UP: "yes" });
  await group.start(2);
  const [one, both] = await Promise.all([
    ask(ports()[0] as number, "/memory-used"),
    sampleOf(ports()[1] as number, "process_resident_memory_bytes"),
  ]);
  expect(both).toBeGreaterThan(1.5 * Number(one));
});

function closeToUser(path: string): void {
  // Nothing is closed to root but what is no folder at all.
  if (process.geteuid?.() === 0) writeFileSync(join(path, "routemetrics-0"), "");
  else chmodSync(path, 0o500);
}

async function findFile(root: string, name: RegExp): Promise<string> {
  const paths = await readdir(root, { recursive: true });
  return paths.find((path) => name.test(path.split("/").at(-1) as string)) as string;
}
