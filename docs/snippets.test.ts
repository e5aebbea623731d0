import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Every text that a user reads. */
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
  ...readdirSync(join(root, "packages"))
    .map((name) => join("packages", name, "README.md"))
    .filter((path) => existsSync(join(root, path))),
];

/** Code blocks that name the file they show: ```ts examples/… */
const snippets = pages.flatMap((page) =>
  [...read(page).matchAll(/^```(?:ts|js|yaml|sh) (?<path>\S+)\n(?<code>.*?)^```/gms)].map(
    ({ groups }) => ({ page, path: groups?.path as string, code: groups?.code as string }),
  ),
);

test.each(snippets)("$page shows $path as it is", ({ path, code }) => {
  expect(read(path)).toContain(code);
});

/** Links to files of the repository. */
const links = pages.flatMap((page) =>
  [...read(page).matchAll(/\]\((?!https?:)(?<target>[^)#\s]+)/g)].map(({ groups }) => ({
    page,
    target: groups?.target as string,
  })),
);

test.each(links)("the link to $target in $page leads somewhere", ({ page, target }) => {
  expect(existsSync(join(root, dirname(page), target))).toBe(true);
});
