import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const folder: string = fileURLToPath(new URL("..", import.meta.url));

/** What an example runs in: a port that is free, and a temporary folder of its own. */
export async function startRoom(): Promise<{
  url: string;
  env: NodeJS.ProcessEnv;
  remove(): void;
}> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  const room = mkdtempSync(join(tmpdir(), "rm-"));
  return {
    url: `http://127.0.0.1:${port}`,
    env: { ...process.env, PORT: String(port), TMPDIR: room },
    remove: () => rmSync(room, { recursive: true, force: true }),
  };
}

/** Starts a program of this example; resolves with what ends it. */
export function startProgram(name: string, env: NodeJS.ProcessEnv): () => Promise<void> {
  // With its workers it is a process group, which ends as one.
  const program = spawn(process.execPath, [join(folder, "dist", name)], {
    env,
    stdio: "inherit",
    detached: true,
  });
  return async () => {
    const gone = once(program, "exit");
    process.kill(-(program.pid as number), "SIGKILL");
    await gone;
  };
}
