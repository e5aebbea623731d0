import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface RunningShop {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a program of this example as a user does: `node dist/<folder>/<name>.js`. */
export async function startShop(folder: string, name: string): Promise<RunningShop> {
  const program = fileURLToPath(new URL(`../dist/${folder}/${name}`, import.meta.url));
  const path = existsSync(`${program}.cjs`) ? `${program}.cjs` : `${program}.js`;
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, PORT: "0", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(() => Promise.reject(new Error(`${path} ended before it listened.`))),
  ])) as [Buffer];
  return {
    url: line.toString().trim(),
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
