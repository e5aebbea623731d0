import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Whether all programs are installed. A test of what is missing is skipped with
 * its reason, except in CI, where its absence is the failure.
 */
export function installed(programs: readonly string[], debianPackages: string): boolean {
  const missing = programs.filter((program) => !find(program));
  if (missing.length === 0) return true;
  const reason = `not installed: ${missing.join(", ")} (Debian: apt-get install ${debianPackages})`;
  if (process.env.CI) throw new Error(reason);
  console.warn(`Skipped, ${reason}`);
  return false;
}

function find(program: string): boolean {
  const folders = program.startsWith("/") ? [""] : (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
