import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version in the package.json nearest to the program that was started, if there is one. */
export function applicationVersion(
  program: string | undefined = process.argv[1],
): string | undefined {
  let folder = program === undefined ? process.cwd() : dirname(program);
  for (;;) {
    const found = readPackage(join(folder, "package.json"));
    if (found !== undefined) return typeof found.version === "string" ? found.version : undefined;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function readPackage(path: string): { readonly version?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // Not there, or not readable: the next folder may have one.
    return undefined;
  }
}
