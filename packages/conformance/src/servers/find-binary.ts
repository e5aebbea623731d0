import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where scripts/debian.mjs unpacks Debian packages without installing them. */
export const unpackedFolder: string = fileURLToPath(
  new URL("../../../../.cache/debian", import.meta.url),
);

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The path of a program: installed ones first, then the unpacked ones. */
export function findBinary(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const folder of ["usr/bin", "usr/sbin"]) folders.push(join(unpackedFolder, folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/**
 * Why a test that needs these programs cannot run, for `describe.skipIf`, or undefined when it can.
 * @throws when a program is missing and CI is set: there, nothing may be skipped.
 */
export function requireBinary(...names: string[]): string | undefined {
  const missing = names.filter((name) => findBinary(name) === undefined);
  if (missing.length === 0) return undefined;
  const reason = `${missing.join(", ")} not found: run node scripts/debian.mjs`;
  if (process.env.CI) throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}
