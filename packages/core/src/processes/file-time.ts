import { mkdtempSync, rmdirSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * What time it is for those who make files in a folder, in milliseconds since the epoch: the clock of
 * this process may be set, or be another one than that of whoever shares the folder.
 */
export function fileTime(folder: string): number {
  const probe = mkdtempSync(join(folder, "now-"));
  const { mtimeMs } = statSync(probe);
  rmdirSync(probe);
  return mtimeMs;
}
