import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { findBinary, unpackedFolder } from "./find-binary.js";

export interface ServerProcessOptions {
  /** Looked up with `findBinary`. */
  command: string;
  args: string[];
  /** Default: the current folder. */
  cwd?: string;
  /** Matched against stdout and stderr together; its first match means that the server is ready. */
  ready: RegExp;
  /** Seconds until a server that is not ready counts as failed. Default: 30. */
  timeout?: number;
}

export interface ServerProcess {
  pid: number;
  /** What `ready` matched. */
  match: RegExpExecArray;
  /** Everything the server has printed so far. */
  output(): string;
  /** SIGTERM, then SIGKILL after 5 seconds. Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Starts a server that ends with this process, however this process ends. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { command, args, cwd, ready, timeout = 30 } = options;
  const file = findBinary(command);
  if (file === undefined) throw new Error(`${command} is not installed`);
  const child = spawnBound(file, args, cwd);
  let output = "";
  const collect = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on("data", collect);
  child.stderr?.on("data", collect);
  try {
    const match = await firstMatch(child, ready, () => output, timeout);
    return { pid: child.pid as number, match, output: () => output, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw new Error(`${command} ${(error as Error).message}\n${output}`);
  }
}

/** On Linux the kernel ends the child with its parent; the exit handler is for the other systems. */
function spawnBound(file: string, args: string[], cwd: string | undefined): ChildProcess {
  const setpriv = process.platform === "linux" ? findBinary("setpriv") : undefined;
  const line = setpriv ? [setpriv, "--pdeathsig", "KILL", file, ...args] : [file, ...args];
  const child = spawn(line[0] as string, line.slice(1), {
    cwd,
    env: environment(file),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return child;
}

function environment(file: string): NodeJS.ProcessEnv {
  if (!file.startsWith(unpackedFolder)) return process.env;
  const architecture = process.arch === "arm64" ? "aarch64" : "x86_64";
  const libraries = join(unpackedFolder, "usr/lib", `${architecture}-linux-gnu`);
  return { ...process.env, LD_LIBRARY_PATH: libraries };
}

function firstMatch(
  child: ChildProcess,
  ready: RegExp,
  output: () => string,
  seconds: number,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`was not ready after ${seconds} s`)),
      seconds * 1000,
    );
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    const look = () => {
      const match = ready.exec(output());
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.on("data", look);
    child.stderr?.on("data", look);
    child.once("error", fail);
    child.once("close", (code) => fail(new Error(`ended with ${code} before it was ready`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await gone;
  clearTimeout(timer);
}
