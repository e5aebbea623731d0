import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { codeBlocks, isFile, linkTargets, pages, read } from "./pages.js";

/** Where vitest looks for tests. Those of coming-from-python.md name files, they run none. */
const testFiles = ["packages", "examples", "docs", "scripts"]
  .flatMap((folder) =>
    readdirSync(join(import.meta.dirname, "..", folder), { recursive: true, encoding: "utf8" }).map(
      (path) => join(folder, path),
    ),
  )
  .filter(
    (path) =>
      /\.test\.(?:ts|mjs)$/.test(path) && !/node_modules|dist|coming-from-python/.test(path),
  );

/** All configurations in it go through promtool: docs/guides/scale.test.ts. */
const CHECKED_BY_PROMTOOL = "examples/prometheus/";

const shown = pages.flatMap((page) => [
  ...codeBlocks(page).flatMap(({ path }) => path ?? []),
  ...linkTargets(page)
    .map((target) => join(dirname(page), target))
    .filter((path) => path.startsWith("examples/") && isFile(path)),
]);

const ENTRIES = new Map(
  readdirSync(join(import.meta.dirname, "../packages")).map((folder) => [
    JSON.parse(read(`packages/${folder}/package.json`)).name as string,
    `packages/${folder}/src/index.ts`,
  ]),
);

/** What tests import, start or read, and what that imports, starts or reads in turn. */
const reached = new Set(testFiles);
// A set visits what is added while it is walked.
for (const file of reached) for (const named of filesNamedIn(file)) reached.add(named);

test.each([...new Set(shown)])("a test runs %s", (path) => {
  expect(reached.has(path) || path.startsWith(CHECKED_BY_PROMTOOL)).toBe(true);
});

/** Files whose path stands between quotes: imported, or given to what starts or reads them. */
function filesNamedIn(file: string): string[] {
  if (!/\.[cm]?[jt]s$/.test(file)) return [];
  const text = read(file).replaceAll(/^import type .*?;$/gms, "");
  const [, home = ""] = /^((?:packages|examples)\/[^/]+)\//.exec(file) ?? [];
  // A word alone is no path.
  const names = [...text.matchAll(/["'`]([\w@-]*[./][\w@./-]*)["'`]/g)].map(
    ([, name]) => name ?? "",
  );
  return names.flatMap((name) => {
    const folders = [dirname(file), ...(name.startsWith(".") ? [] : ["", home, `${home}/src`])];
    return folders.flatMap((folder) => sourceOf(join(folder, name)) ?? ENTRIES.get(name) ?? []);
  });
}

/** The source of a file that is named as it is, as built, or without its ending. */
function sourceOf(path: string): string | undefined {
  const source = path.replace("/dist/", "/src/");
  const typescript = source.replace(/\.([cm]?)js$/, ".$1ts");
  return [source, typescript, `${source}.ts`, `${source}.cts`].find(isFile);
}
