import cluster from "node:cluster";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import {
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
} from "node:worker_threads";
import { identify, machineKey, type ProcessIdentity } from "./identity.js";
import { findPm2Start, type Pm2Start } from "./pm2-start.js";

/** The processes and threads that answer as one. */
export interface Group {
  /** The process that all of them descend from. */
  readonly root: ProcessIdentity;
  /** Name of the group's folder: of the root, its machine and, under PM2, the application. */
  readonly name: string;
  /** Set under PM2, whose process outlives its applications. */
  readonly pm2: Pm2Start | undefined;
  /** The temporary folder, which neither another working directory nor a thread's environment changes. */
  readonly temporary: string;
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

/** Threads do not learn by themselves that their process is the worker of a cluster, or what PM2 told it. */
const TOLD = "routemetrics.group";

/** The group of this process; with `forked` also that of a child made with `child_process.fork`. */
export function findGroup(forked: boolean): Group {
  const told = isMainThread ? undefined : (getEnvironmentData(TOLD) as Group | undefined);
  if (told !== undefined) return told;
  const isChild = cluster.isWorker || (forked && process.send !== undefined);
  const root = identify(isChild ? process.ppid : process.pid);
  const pm2 = findPm2Start();
  const parts = [root.pid, root.start, machineKey(), ...(pm2 ? [pm2.application] : [])];
  const group: Group = { root, name: parts.join("."), pm2, temporary: resolve(tmpdir()) };
  if (isMainThread) setEnvironmentData(TOLD, { ...group });
  return group;
}
