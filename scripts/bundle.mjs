// Bundles a package's ES modules: reading a file costs a starting process more than what is in it.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Writes each entry and command of the package to `dist`; what they share lies in chunks, and so exists once. */
export async function bundle({ folder, manifest }) {
  const dist = join(folder, "dist");
  const entryPoints = [...importedFiles(manifest), ...Object.values(manifest.bin ?? {})].map(
    (file) => join(folder, file.replace("./dist/", "src/").replace(/\.js$/, ".ts")),
  );
  // The names of chunks change with what is in them.
  for (const name of readdirSync(dist).filter((name) => name.startsWith("chunk-"))) {
    rmSync(join(dist, name));
  }
  await build({
    entryPoints,
    outdir: dist,
    outbase: join(folder, "src"),
    chunkNames: "chunk-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    // Built by the package itself.
    external: ["*.cjs"],
    sourcemap: true,
    // The sources are published.
    sourcesContent: false,
    logLevel: "warning",
  });
}

/** What users import, as package.json names it. */
export function importedFiles({ exports }) {
  return Object.values(exports)
    .map((entry) => entry.import?.default)
    .filter(Boolean);
}
