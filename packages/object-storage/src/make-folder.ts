import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, unless they are there.
 *
 * Node's own `recursive` never ends where the system makes no folders, as below /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isFolder = async () => (await stat(path)).isDirectory();
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || !(await isFolder())) throw error;
  }
}
