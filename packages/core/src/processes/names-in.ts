import { type Dirent, readdirSync } from "node:fs";

/** The names in a folder; none when somebody has removed it: its members will make it again. */
export function namesIn(path: string): string[] {
  return entriesIn(path).map(({ name }) => name);
}

/** The names of files: no links, pipes or folders, which no member has made. */
export function fileNamesIn(path: string): string[] {
  return entriesIn(path).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
}

function entriesIn(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
