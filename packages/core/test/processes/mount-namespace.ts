import { type ChildProcess, spawn, spawnSync } from "node:child_process";

const isRoot = process.geteuid?.() === 0;
/** Who is not root becomes it in a namespace of users. */
const UNSHARE = isRoot ? ["-m"] : ["-rm"];
const NSENTER = isRoot ? ["-m"] : ["-m", "-U", "--preserve-credentials"];

/** Undefined when file systems can be mounted here, for some processes only; otherwise why not. */
export function requireMounts(): string | undefined {
  const script = "mount -t tmpfs tmpfs /mnt && mount --rbind /tmp /tmp";
  const { status, error, stderr } = spawnSync("unshare", [...UNSHARE, "sh", "-c", script]);
  if (status === 0) return undefined;
  const reason = `nothing can be mounted: ${error?.message ?? stderr.toString().trim()}`;
  if (process.env.CI) throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}

/** Starts Node where some commands have mounted file systems that no other process sees. */
export function startWith(mounts: string): (args: readonly string[]) => ChildProcess {
  return (args) =>
    spawn(
      "unshare",
      [...UNSHARE, "sh", "-ec", `${mounts}\nexec "$0" "$@"`, process.execPath, ...args],
      { stdio: ["inherit", "inherit", "inherit", "ipc"] },
    );
}

/** Runs a command where that process is. */
export function runIn(pid: number, command: string): void {
  const { status, stderr } = spawnSync("nsenter", [
    "-t",
    String(pid),
    ...NSENTER,
    "sh",
    "-c",
    command,
  ]);
  if (status !== 0) throw new Error(stderr.toString());
}
