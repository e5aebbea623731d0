import cluster from "node:cluster";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What PM2 tells a process about its start. */
export interface Pm2Start {
  /** The application, by its name. */
  readonly application: string;
  /** A small number, which later workers take over. */
  readonly instance: string;
  /** The worker, and how often PM2 has restarted it. */
  readonly worker: string;
  readonly restarts: string;
}

/** Undefined outside of PM2, and in a worker of the cluster that an application in fork mode has made. */
export function findPm2Start(): Pm2Start | undefined {
  const { pm_id: worker, exec_mode: mode, name = "", restart_time: restarts = "0" } = process.env;
  const isOwnCluster = cluster.isWorker && mode !== "cluster_mode";
  if (worker === undefined || isOwnCluster) return undefined;
  const application = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return { application, instance: process.env.NODE_APP_INSTANCE ?? worker, worker, restarts };
}

/**
 * True when the application begins anew: for the first time, or after it was stopped, which is no
 * restart to PM2. False for whoever begins again in the same process.
 */
export function isNewRun(folder: string, start: Pm2Start): boolean {
  const last = readRecord(fileOf(folder, start));
  if (last === recordOf(start)) return false;
  return start.restarts === "0" || last?.startsWith(beginOf(start)) === true;
}

/** For the next start. */
export function recordStart(folder: string, start: Pm2Start): void {
  writeFileSync(fileOf(folder, start), recordOf(start), { mode: 0o600 });
}

function fileOf(folder: string, { instance }: Pm2Start): string {
  return join(folder, `${instance.replace(/\W/g, "")}.start`);
}

function beginOf({ worker, restarts }: Pm2Start): string {
  return `${worker} ${restarts} `;
}

function recordOf(start: Pm2Start): string {
  return beginOf(start) + process.pid;
}

function readRecord(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
