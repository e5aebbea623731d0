import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { codeBlocks, exists, linkTargets, pages, read } from "./pages.js";

/** Code blocks that name the file they show: ```ts examples/… */
const snippets = pages.flatMap(codeBlocks).filter(({ path }) => path !== undefined);

test.each(snippets)("$page shows $path as it is", ({ path, code }) => {
  const file = read(path as string);
  // A part of a function is shown without its indentation.
  const indentations = ["", "  ", "    ", "      "];
  const shown = indentations.map((spaces) => code.replace(/^(?=.)/gm, spaces));
  expect(file).toContain(shown.find((part) => file.includes(part)) ?? code);
});

test("code that no test runs is not shown", () => {
  const isCode = ({ language }: { language: string }) => /^(?:[cm]?[jt]s|tsx|yaml)$/.test(language);
  const unnamed = pages.flatMap(codeBlocks).filter((one) => isCode(one) && one.path === undefined);
  expect(unnamed.map(({ page, code }) => `${page}: ${code}`)).toEqual([]);
});

/** Links to files of the repository. */
const links = pages.flatMap((page) => linkTargets(page).map((target) => ({ page, target })));

test.each(links)("the link to $target in $page leads somewhere", ({ page, target }) => {
  expect(exists(join(dirname(page), target))).toBe(true);
});

test("README leads to every page", () => {
  const found = new Set(["README.md"]);
  // A set visits what is added while it is walked.
  for (const page of found) {
    if (!pages.includes(page)) continue;
    for (const target of linkTargets(page)) {
      const path = join(dirname(page), target).replace(/\/$/, "");
      found.add(path);
      for (const inside of pages.filter((each) => dirname(each) === path)) found.add(inside);
    }
  }
  expect(pages.filter((page) => !found.has(page))).toEqual([]);
});
