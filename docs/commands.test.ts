import { readdirSync } from "node:fs";
import { runBin } from "@routemetrics/conformance/run-bin";
import { expect, test } from "vitest";
import { codeBlocks, exists, pages, read } from "./pages.js";

interface Command {
  readonly page: string;
  readonly line: string;
  readonly words: readonly string[];
}

/** Every command of the code blocks, long ones as one line, without comments. */
const shown: readonly Command[] = [...pages, "CONTRIBUTING.md"]
  .flatMap(codeBlocks)
  .filter(({ language }) => ["sh", "bash", "console"].includes(language))
  .flatMap(({ page, code }) =>
    code
      .replaceAll("\\\n", " ")
      .split("\n")
      .map((line) => line.replace(/(?:^|\s)#.*$/, "").trim())
      .filter((line) => line !== "")
      .map((line) => toCommand(page, line)),
  );

/** Commands in the text itself. */
const mentioned: readonly Command[] = [...pages, "CONTRIBUTING.md"].flatMap((page) =>
  [...read(page).matchAll(/`(npm (?:run|start|test)[^`]*|npx [^`]+)`/g)].map(([, line]) =>
    toCommand(page, (line as string).replaceAll(/\s+/g, " ")),
  ),
);

/** Without the variables that are set before it. */
function toCommand(page: string, line: string): Command {
  return { page, line, words: line.replace(/^(?:[A-Z_]+=\S+ )+/, "").split(/\s+/) };
}

const root = JSON.parse(read("package.json"));
const manifests = readdirSync(new URL("../packages", import.meta.url)).map((folder) =>
  JSON.parse(read(`packages/${folder}/package.json`)),
);
const published = manifests.filter((manifest) => !manifest.private).map(({ name }) => name);
const lockfile = read("pnpm-lock.yaml");

/** The tests that run the programs of others as the pages do. */
const RUN_BY: Readonly<Record<string, string>> = {
  "promtool tsdb create-blocks-from openmetrics": "packages/object-storage/test/backfill.test.ts",
  "promtool check rules": "packages/dashboard/test/rules.test.ts",
  "promtool check config": "docs/guides/scale.test.ts",
  "prometheus --config.file": "packages/conformance/src/servers/servers.test.ts",
  "prometheus-pushgateway": "packages/conformance/src/servers/servers.test.ts",
};

/** Programs of the system that need no proof. */
const OF_THE_SYSTEM = ["cd", "mv", "export", "git", "curl"];

test.each([...shown, ...mentioned])(
  "$page: $line",
  async ({ line, words: [program = "", ...args] }) => {
    if (program === "npm") checkNpm(args);
    else if (program === "npx") await checkNpx(args);
    else if (program === "node") checkNode(args);
    else if (!OF_THE_SYSTEM.includes(program)) checkForeign(line);
  },
);

function checkNpm([command = "", ...args]: readonly string[]): void {
  if (["i", "install"].includes(command)) {
    for (const name of args.filter((arg) => !arg.startsWith("-"))) {
      if (name.startsWith("@routemetrics/")) expect(published).toContain(name);
      else expect(lockfile).toMatch(new RegExp(`^ +'?${name}'?@?[^\\n]*:$`, "m"));
    }
  } else {
    expect(Object.keys(root.scripts)).toContain(command === "run" ? args[0] : command);
  }
}

const helpOf = new Map<string, ReturnType<typeof runBin>>();

/** Our commands: they exist, and their own help knows each word that is said to work. */
async function checkNpx(args: readonly string[]): Promise<void> {
  const [name = "", ...own] = args.filter((arg) => !/^(?:--package=|-p|--yes|-y)/.test(arg));
  if (Object.hasOwn(root.devDependencies, name)) return;
  const help = helpOf.get(name) ?? runBin(name, ["--help"]);
  helpOf.set(name, help);
  const { output, exitCode } = await help;
  expect(exitCode).toBe(0);
  const end = own.indexOf("--");
  for (const word of end < 0 ? own : own.slice(0, end)) {
    if (word.startsWith("--")) expect(output).toContain(word.split("=")[0]);
  }
}

function checkNode([file = ""]: readonly string[]): void {
  // Of the reader: what the page has just shown.
  if (/^(?:dist\/)?[\w-]+\.m?js$/.test(file)) return;
  expect(exists(file)).toBe(true);
}

function checkForeign(line: string): void {
  const [known, file] = Object.entries(RUN_BY).find(([start]) => line.startsWith(start)) ?? [];
  expect(known, `a test that runs: ${line}`).toBeDefined();
  const [program = "", ...rest] = (known as string).split(" ");
  const text = read(file as string);
  for (const word of [program.replace(/^prometheus-/, ""), ...rest.slice(0, -1)]) {
    expect(text.toLowerCase()).toContain(word);
  }
}
