import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  anchors,
  codeBlocks,
  exists,
  fences,
  headingLinks,
  linkTargets,
  pages,
  read,
} from "./pages.js";

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

/** Of these languages code is known to be run: it names its file, or is a command or a query. */
const FENCE = /^```(?:(?:[jt]s|yaml|sh|promql)(?: \S+)?)?$/;

test("no code is shown in another way", () => {
  const others = pages.flatMap((page) => fences(page).filter((line) => !FENCE.test(line)));
  expect(others).toEqual([]);
});

/** Links to files of the repository. */
const links = pages.flatMap((page) => linkTargets(page).map((target) => ({ page, target })));

test.each(links)("the link to $target in $page leads somewhere", ({ page, target }) => {
  expect(exists(join(dirname(page), target))).toBe(true);
});

const toHeadings = pages.flatMap((page) => headingLinks(page).map((link) => ({ page, ...link })));

test.each(toHeadings)("$page links to a heading: $target#$anchor", ({ page, target, anchor }) => {
  expect(anchors(target === "" ? page : join(dirname(page), target))).toContain(anchor);
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
