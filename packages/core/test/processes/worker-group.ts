import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

export interface RunningWorker {
  readonly pid: number;
  /** Shared by all workers. */
  readonly port: number;
  /** Reaches this worker only. */
  readonly own: number;
}

/** The worker as one file: it begins in half the time of its many modules. */
export async function bundleWorker(folder: string): Promise<string> {
  const outfile = join(folder, "worker.cjs");
  const entryPoints = [path("worker.mjs")];
  await build({ entryPoints, outfile, bundle: true, platform: "node", logLevel: "error" });
  return outfile;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A new folder for what workers share, short enough for the path of a socket. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "rm-"));
}

function startPlainly(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: ["inherit", "inherit", "inherit", "ipc"] });
}

/** A real cluster: a primary without the library, and workers with it. */
export class WorkerGroup {
  readonly workers: RunningWorker[] = [];
  readonly #folder: string;
  readonly #primary: ChildProcess;
  readonly #env: Record<string, string>;
  #ready = 0;
  /** How many workers have ended before they were ready. */
  #failed = 0;

  constructor(
    directory: string,
    env: Record<string, string> = {},
    worker = "worker.mjs",
    start: (args: readonly string[]) => ChildProcess = startPlainly,
  ) {
    this.#folder = directory;
    this.#env = { DIRECTORY: directory, PORT: "0", ...env };
    this.#primary = start(["--expose-gc", path("primary.mjs"), path(worker)]);
    // Many wait for what it tells.
    this.#primary.setMaxListeners(0);
    this.#primary.on("message", (message: { ready?: RunningWorker; ended?: number }) => {
      if (message.ready) {
        this.#ready += 1;
        this.workers.push(message.ready);
      }
      if (message.ended === undefined) return;
      const index = this.workers.findIndex(({ pid }) => pid === message.ended);
      if (index >= 0) this.workers.splice(index, 1);
      else this.#failed += 1;
    });
  }

  get pid(): number {
    return this.#primary.pid as number;
  }

  /** What the workers share now; drafts that are being written are left out. */
  shared(): { readonly files: number; readonly bytes: number } {
    const paths = readdirSync(this.#folder, { recursive: true, encoding: "utf8" });
    const sizes = paths
      .filter((path) => /\.(snap|sock|slot)$|total/.test(path) && !path.endsWith(".tmp"))
      .map((path) => lstatSync(join(this.#folder, path), { throwIfNoEntry: false })?.size ?? 0);
    return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  }

  /** Starts workers one after the other; resolves when they listen. */
  async start(count: number, env: Record<string, string> = {}): Promise<void> {
    for (let started = 0; started < count; started++) await this.startTogether(1, env);
  }

  async startTogether(count: number, env: Record<string, string> = {}): Promise<void> {
    const [ready, failed] = [this.#ready + count, this.#failed];
    for (let started = 0; started < count; started++) {
      this.#primary.send({ fork: true, env: { ...this.#env, ...env } });
    }
    while (this.#ready < ready) {
      if (this.#failed > failed) throw new Error("a worker ended at its beginning");
      await once(this.#primary, "message");
    }
  }

  /** Ends a worker; resolves when it is gone. */
  async kill(pid: number, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    process.kill(pid, signal);
    while (this.workers.some((worker) => worker.pid === pid)) await once(this.#primary, "message");
  }

  async stop(): Promise<void> {
    for (const { pid } of this.workers) process.kill(pid, "SIGKILL");
    if (this.#primary.exitCode !== null) return;
    const gone = once(this.#primary, "exit");
    this.#primary.kill("SIGKILL");
    await gone;
  }

  /** Stops it, and removes the folder that it was given. */
  async remove(): Promise<void> {
    await this.stop();
    removeFolder(this.#folder);
  }
}

/** Asks one worker. */
export async function ask(port: number, question = "/"): Promise<string> {
  // A connection that was on its way to a killed worker is never answered.
  const signal = AbortSignal.timeout(10_000);
  return (await fetch(`http://127.0.0.1:${port}${question}`, { signal })).text();
}

/** The value of a sample as a worker exposes it; undefined: it has none. */
export async function sampleOf(port: number, sample: string): Promise<number | undefined> {
  return valueIn(await ask(port, "/metrics"), sample);
}

export function valueIn(text: string, sample: string): number | undefined {
  const line = text.split("\n").find((one) => one.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length));
}

export function removeFolder(folder: string): void {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
}
