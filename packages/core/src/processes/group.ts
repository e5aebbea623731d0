import cluster from "node:cluster";
import { createHash } from "node:crypto";
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
} from "node:worker_threads";
import { identify, machineKey, type ProcessIdentity } from "./identity.js";

/** The processes and threads that answer as one. */
export interface Group {
  /** The process that all of them descend from. */
  readonly root: ProcessIdentity;
  /** Name of the group's folder: of the root, its machine and, under PM2, the application. */
  readonly name: string;
  /** True when the group begins anew unless one of it is alive. */
  readonly isFirstStart: boolean;
}

/** This process, or this thread of it. */
export interface Self extends ProcessIdentity {
  readonly thread: number;
}

/** True where several are likely to do the same work: the workers of a cluster, and threads. */
export function isOneOfMany(): boolean {
  return cluster.isWorker || !isMainThread;
}

export function identifySelf(): Self {
  return { ...identify(process.pid), thread: threadId };
}

/** Threads do not learn by themselves that their process is the worker of a cluster. */
const ROOT = "routemetrics.root";

/** The group of this process; with `forked` also that of a child made with `child_process.fork`. */
export function findGroup(forked: boolean): Group {
  const isChild = cluster.isWorker || (forked && process.send !== undefined);
  const told = isMainThread ? undefined : (getEnvironmentData(ROOT) as ProcessIdentity | undefined);
  const root = told ?? identify(isChild ? process.ppid : process.pid);
  if (isMainThread) setEnvironmentData(ROOT, { ...root });
  const { pm_id: pm2Id, name: application = "", restart_time: restarts = "0" } = process.env;
  const isPm2 = pm2Id !== undefined;
  const parts = [root.pid, root.start, machineKey(), ...(isPm2 ? [shortHash(application)] : [])];
  return { root, name: parts.join("."), isFirstStart: isPm2 && restarts === "0" };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
