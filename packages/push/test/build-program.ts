import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Makes one file of a program in `test/programs` and its sources, for a plain `node`. */
export async function buildProgram(
  name: string,
): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  await build({
    configFile: path("../../../vitest.config.ts"),
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: path(`programs/${name}.ts`),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  return {
    file: join(folder, `${name}.mjs`),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
