import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface RunningShop {
  /** Known once it listens. */
  readonly url: Promise<string>;
  /** What it has said on its standard error. */
  readonly warnings: readonly string[];
  stop(): Promise<void>;
}

/** Starts a program of this example as a user does: `node dist/<name>.js`. */
export function startShop(name: string): RunningShop {
  const program = fileURLToPath(new URL(`../dist/${name}`, import.meta.url));
  const path = existsSync(`${program}.cjs`) ? `${program}.cjs` : `${program}.js`;
  const child = spawn(process.execPath, [path], {
    env: { ...process.env, PORT: "0", NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const warnings: string[] = [];
  child.stderr.on("data", (text) => warnings.push(text.toString()));
  const exited = once(child, "exit");
  const listening = once(child.stdout, "data").then(([line]) => line.toString().trim());
  const failed = exited.then(() =>
    Promise.reject(new Error(`${path} has ended: ${warnings.join("")}`)),
  );
  failed.catch(() => {});
  return {
    url: Promise.race([listening, failed]),
    warnings,
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
