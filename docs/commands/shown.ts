import { codeBlocks, pages, read } from "../pages.js";

/** A command line that a page shows. */
export interface Command {
  readonly page: string;
  readonly line: string;
}

/** Programs that a command in the text itself begins with. */
const PROGRAMS = "npm|npx|node|pnpm|git|curl|promtool|prometheus(?:-pushgateway)?";
/** A name alone is a word of the text, unless it is followed by what to do. */
const IN_TEXT = new RegExp(`\`((?:${PROGRAMS}) [^\`]+)\``, "g");

/** Every command of the code blocks and of the text, each once. */
export const shownCommands: readonly Command[] = unique(
  [...pages, "CONTRIBUTING.md"].flatMap((page) => [...inBlocks(page), ...inText(page)]),
);

/** Long ones as one line, without comments. */
function inBlocks(page: string): Command[] {
  return codeBlocks(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.replaceAll("\\\n", " ").split("\n"))
    .map((line) => toCommand(page, line.replace(/(?:^|\s)#.*$/, "")))
    .filter(({ line }) => line !== "");
}

function inText(page: string): Command[] {
  const text = read(page).replaceAll(/^```.*?^```/gms, "");
  return [...text.matchAll(IN_TEXT)].map(([, line]) => toCommand(page, line as string));
}

function toCommand(page: string, line: string): Command {
  return { page, line: line.trim().replaceAll(/\s+/g, " ") };
}

function unique(commands: readonly Command[]): Command[] {
  return [...new Map(commands.map((command) => [command.line, command])).values()];
}
