import cluster from "node:cluster";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { findPm2Start, isNewRun, type Pm2Start, recordStart } from "./pm2-start.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rm-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

/** PM2 starts a worker as a process of its own. */
function begins(restarts: number, pid: number, worker = "0"): boolean {
  vi.spyOn(process, "pid", "get").mockReturnValue(pid);
  onTestFinished(() => void vi.restoreAllMocks());
  const start: Pm2Start = { application: "x", instance: "0", worker, restarts: String(restarts) };
  const isNew = isNewRun(folder, start);
  recordStart(folder, start);
  return isNew;
}

test("a run begins with the first start and with one that is no restart", () => {
  const starts: [isNew: boolean, restarts: number, pid: number][] = [
    [true, 0, 100],
    [false, 1, 101],
    [false, 2, 102],
    // Stopped meanwhile.
    [true, 2, 103],
    [false, 3, 104],
    // `pm2 reset`, then a crash.
    [false, 1, 105],
    // `pm2 reset`, then stopped.
    [true, 0, 106],
  ];
  for (const [isNew, restarts, pid] of starts)
    expect([restarts, begins(restarts, pid)]).toEqual([restarts, isNew]);
  // Scaled down and up, so that the number of the one before is taken over.
  expect(begins(1, 107, "7")).toBe(false);
});

test("who begins again in the same process goes on", () => {
  expect(begins(0, 100)).toBe(true);
  expect(begins(0, 100)).toBe(false);
  expect(begins(0, 101)).toBe(true);
});

test("the cluster of an application in fork mode is not PM2's", () => {
  onTestFinished(() => {
    vi.unstubAllEnvs();
    Object.assign(cluster, { isWorker: false });
  });
  expect(findPm2Start()).toBe(undefined);
  for (const [name, value] of [
    ["pm_id", "3"],
    ["name", "shop"],
    ["restart_time", "2"],
    ["NODE_APP_INSTANCE", "1"],
    ["exec_mode", "cluster_mode"],
  ] as const) {
    vi.stubEnv(name, value);
  }
  const start = findPm2Start() as Pm2Start;
  expect(start).toMatchObject({ worker: "3", restarts: "2", instance: "1" });
  Object.assign(cluster, { isWorker: true });
  expect(findPm2Start()).toEqual(start);
  vi.stubEnv("exec_mode", "fork_mode");
  expect(findPm2Start()).toBe(undefined);
  Object.assign(cluster, { isWorker: false });
  expect(findPm2Start()).toEqual(start);
  vi.stubEnv("name", "shop2");
  expect(findPm2Start()?.application).not.toBe(start.application);
});
