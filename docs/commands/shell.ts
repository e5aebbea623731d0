import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect } from "vitest";

/** Runs a command line in a folder; it must end with 0. Resolves with what it printed. */
export async function sh(
  line: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn("sh", ["-c", line], {
    cwd,
    env: { ...environment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  expect(exitCode, `${line}\n${output}${errors}`).toBe(0);
  return output;
}

/** That of a terminal: nothing of this test run, nor of what started it. */
function environment(): NodeJS.ProcessEnv {
  const isOurs = (name: string) => /^(?:VITEST|TEST$|NODE_ENV$|PORT$|npm_|pnpm_)/i.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
