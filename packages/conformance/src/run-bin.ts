import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** How a command ended, and what it said. */
export interface BinResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command of one of the packages by its name, as built. */
export async function runBin(
  name: string,
  args: readonly string[],
  { input = "" }: { readonly input?: string } = {},
): Promise<BinResult> {
  const child = spawn(process.execPath, [binFile(name), ...args]);
  child.stdin.end(input);
  const [output, errors, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode, output, errors };
}

function binFile(name: string): string {
  const packages = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  for (const folder of readdirSync(packages)) {
    const manifest = join(packages, folder, "package.json");
    const { bin = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    if (Object.hasOwn(bin, name)) return join(dirname(manifest), bin[name]);
  }
  throw new Error(`No package has the command ${name}`);
}
