import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Reads a file of the repository. */
export const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** True of a file or folder of the repository. */
export const exists = (path: string): boolean => existsSync(join(root, path));

export const isFile = (path: string): boolean =>
  statSync(join(root, path), { throwIfNoEntry: false })?.isFile() === true;

/** Every text that a user reads. */
export const pages: readonly string[] = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
  ...readdirSync(join(root, "packages"))
    .map((name) => join("packages", name, "README.md"))
    .filter(exists),
];

export interface CodeBlock {
  readonly page: string;
  /** `ts`, `sh` and so on; empty where none is given. */
  readonly language: string;
  /** The file that the block shows. */
  readonly path: string | undefined;
  readonly code: string;
}

/** All code blocks of a page. */
export function codeBlocks(page: string): CodeBlock[] {
  const block = /^```(?<language>\w*)(?: (?<path>\S+))?\n(?<code>.*?)^```/gms;
  return [...read(page).matchAll(block)].map(({ groups }) => ({
    page,
    language: groups?.language ?? "",
    path: groups?.path,
    code: groups?.code ?? "",
  }));
}

/** Lines that begin or end a code block, in any of Markdown's ways. */
export function fences(page: string): string[] {
  return read(page).match(/^[ \t>]*(?:```|~~~).*$/gm) ?? [];
}

/** What a page links to in the repository, as written. */
export function linkTargets(page: string): string[] {
  const link = /\]\((?!https?:)(?<target>[^)#\s]+)/g;
  return [...read(page).matchAll(link)].map(({ groups }) => groups?.target as string);
}

/** A heading that a page links to. */
export interface HeadingLink {
  /** Empty: the page itself. */
  readonly target: string;
  readonly anchor: string;
}

export function headingLinks(page: string): HeadingLink[] {
  const link = /\]\((?!https?:)(?<target>[^)#\s]*)#(?<anchor>[^)\s]+)\)/g;
  return [...read(page).matchAll(link)].map(({ groups }) => groups as unknown as HeadingLink);
}

/** The names under which the headings of a page can be linked to. */
export function anchors(page: string): string[] {
  const text = read(page).replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading as string)
      .toLowerCase()
      .replaceAll(/\]\([^)]*\)/g, "")
      .replaceAll(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
