import { readdirSync } from "node:fs";

/** The names in a folder; none when somebody has removed it: its members will make it again. */
export function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
