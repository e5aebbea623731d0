import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import { startRegistry } from "./registry.js";
import { sh } from "./shell.js";

/** A reader's machine: empty folders in which npm finds our packages. */
export interface Reader {
  /** All of our packages. */
  readonly packages: readonly string[];
  emptyFolder(): string;
  stop(): void;
}

export async function startReader(): Promise<Reader> {
  const home = mkdtempSync(join(tmpdir(), "reader-"));
  const packed = join(home, "packed");
  mkdirSync(packed);
  const registry = await startRegistry(packed);
  return {
    packages: registry.names,
    emptyFolder() {
      const folder = mkdtempSync(join(home, "service-"));
      const settings = [
        `@routemetrics:registry=${registry.url}`,
        "prefer-offline=true",
        "audit=false",
        "fund=false",
        "yes=true",
      ];
      writeFileSync(join(folder, ".npmrc"), settings.join("\n"));
      return folder;
    },
    stop() {
      registry.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Copies a file of the repository. */
export function take(path: string, to: string): void {
  copyFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), to);
}

/** Starts `node <program>` on a free port, as a service; resolves when it answers. */
export async function startService(folder: string, program: string) {
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(() => fetch(`${url}/metrics`), { timeout: 20_000, interval: 50 });
  return {
    url,
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Runs `npm install …`, and lets npm say whether anything that our packages ask for is missing. */
export async function install(line: string, folder: string): Promise<void> {
  await sh(line, folder);
  await sh("npm ls --all", folder);
}
