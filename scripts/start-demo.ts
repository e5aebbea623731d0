import { type ChildProcess, spawn } from "node:child_process";
import { expect, vi } from "vitest";

export interface StartedDemo {
  readonly process: ChildProcess;
  /** The addresses that it prints. */
  readonly urls: readonly string[];
  /** Sends a signal to all that was started, as a terminal would; false when nothing is left. */
  signal(signal: NodeJS.Signals | 0): boolean;
}

/** Starts the demo in a process group of its own; resolves when it has said where it is. */
export async function startDemo(
  folder: string,
  [command = "", ...args]: readonly string[],
): Promise<StartedDemo> {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const child = spawn(command, args, { cwd: folder, detached: true, stdio: [...stdio] });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  const urls = () => output.match(/http:\/\/\S+(?=\n)/g) ?? [];
  await vi.waitFor(() => expect(urls().length).toBeGreaterThanOrEqual(URLS), {
    timeout: 60_000,
    interval: 100,
  });
  return {
    process: child,
    urls: urls(),
    signal(signal) {
      try {
        return process.kill(-(child.pid as number), signal);
      } catch {
        return false;
      }
    },
  };
}

/** Of two services: their page, their metrics and they themselves. */
const URLS = 6;
