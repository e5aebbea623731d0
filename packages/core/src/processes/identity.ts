import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";

/** Tells a process from any other that has had, or will have, its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in a unit of the system; 0: not known. */
  readonly start: number;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) ?? 0 };
}

/** False when the process is gone, though its number may be in use again. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  if (process.platform === "linux") {
    const now = procStart(pid);
    if (now !== "unknown") return now === start;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but of another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function startOf(pid: number): number | undefined {
  if (process.platform === "linux") {
    const start = procStart(pid);
    return start === "unknown" ? undefined : start;
  }
  if (process.platform === "win32") return undefined;
  try {
    const text = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return Date.parse(text) / 1000 || undefined;
  } catch {
    return undefined;
  }
}

/** Ticks since the machine started; undefined when there is no such process, or only its corpse. */
function procStart(pid: number): number | undefined | "unknown" {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name, in brackets, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[19]);
  } catch {
    return procIsThere() ? undefined : "unknown";
  }
}

function procIsThere(): boolean {
  try {
    readFileSync("/proc/self/stat");
    return true;
  } catch {
    return false;
  }
}

/** Where process numbers mean the same: this run of the machine, and this container. */
export function machineKey(): string {
  const hash = createHash("sha256");
  const read = [
    () => readFileSync("/proc/sys/kernel/random/boot_id", "latin1"),
    () => readlinkSync("/proc/self/ns/pid"),
  ];
  for (const part of read) {
    try {
      hash.update(part());
    } catch {
      // Not every system has it.
    }
  }
  return hash.digest("hex").slice(0, 8);
}
