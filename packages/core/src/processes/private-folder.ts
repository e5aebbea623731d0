import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileTime } from "./file-time.js";
import type { Group } from "./group.js";
import { isRunning, machineKey } from "./identity.js";

/** How long the path of a socket may be, the shortest limit there is. */
const MAX_PATH_BYTES = 103;
/** What comes after the group's folder in the path of a socket. */
const LONGEST_NAME = "/00/4194304.18446744073.9999.sock";

/**
 * The folder that the processes of a group share, made if need be.
 *
 * It lies in a folder of the user's that nobody else can open, so no one can read
 * it, put anything into it, or be there first. Without a `directory` memory takes
 * the place of a temporary folder that cannot be written.
 */
export function openGroupFolder(group: Group, directory: string | undefined): string {
  const failures: string[] = [];
  for (const base of basesOf(group, directory)) {
    try {
      if (directory !== undefined) mkdirSync(directory, { mode: 0o700, recursive: true });
      const own = join(base, `routemetrics-${userName()}`);
      makePrivate(own);
      const folder = join(own, group.name);
      if (Buffer.byteLength(folder + LONGEST_NAME) > MAX_PATH_BYTES) {
        throw new Error(`${folder} is too long for the path of a socket`);
      }
      mkdirSync(folder, { mode: 0o700, recursive: true });
      removeEnded(own, group.name);
      return folder;
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new Error(failures.join("; "));
}

/** Where the folder is, if one of the group has made it. */
export function findGroupFolder(group: Group, directory: string | undefined): string | undefined {
  return basesOf(group, directory)
    .map((base) => join(base, `routemetrics-${userName()}`, group.name))
    .find((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory());
}

function basesOf({ temporary }: Group, directory: string | undefined): string[] {
  if (directory !== undefined) return [directory];
  if (process.platform === "win32") return [temporary];
  return [temporary, "/tmp", "/dev/shm"];
}

function userName(): string {
  return String(process.geteuid?.() ?? "user");
}

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const { uid, mode } = lstatSync(folder);
  if (!lstatSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  if (process.geteuid === undefined) return;
  if (uid !== process.geteuid() || (mode & 0o077) !== 0) {
    throw new Error(`${folder} is not private to user ${process.geteuid()}`);
  }
}

/** Removes the folders of groups that are over: their root is gone, and all of theirs. */
function removeEnded(own: string, current: string): void {
  const machine = machineKey();
  const now = fileTime(join(own, current));
  for (const name of readdirSync(own)) {
    if (name === current) continue;
    const [pid, start, where] = name.split(".");
    const folder = join(own, name);
    const isRootRunning = () => isRunning({ pid: Number(pid), start: Number(start) });
    try {
      const isOver =
        where === machine ? !isRootRunning() && !hasLiving(folder) : isForgotten(folder, now);
      if (isOver) rmSync(folder, REMOVE);
    } catch {
      // Somebody else is removing it, or it is no folder of ours.
    }
  }
}

/** Process numbers of another container or an earlier run of the machine tell nothing: time has to. */
function isForgotten(folder: string, now: number): boolean {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return ["", ...paths].every((path) => {
    const stats = lstatSync(join(folder, path), { throwIfNoEntry: false });
    return stats === undefined || stats.mtimeMs < now - LIFETIME;
  });
}

/** Milliseconds after which a folder that nobody has written to is forgotten. */
const LIFETIME = 7 * 24 * 3600 * 1000;
const REMOVE = { recursive: true, force: true } as const;

function hasLiving(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).some((path) => {
    const [, pid, start] = /(\d+)\.(\d+)\.\d+\.sock$/.exec(path) ?? [];
    return pid !== undefined && isRunning({ pid: Number(pid), start: Number(start) });
  });
}
