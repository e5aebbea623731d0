import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { publicPackages } from "./public-packages.mjs";

const entries = publicPackages().flatMap(({ folder, entries }) =>
  entries.map((entry) => ({ folder, entry })),
);

/** What an import could leave behind: global names, listeners of the process, what keeps it alive. */
const PROGRAM = `
  // What loads a module may still be closing its file.
  const settled = () => new Promise((resolve) => setTimeout(resolve, 50));
  const state = async () => (await settled(), JSON.stringify([
    Reflect.ownKeys(globalThis).map(String),
    process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    process.getActiveResourcesInfo(),
    Object.keys(process.env),
  ]));
  // What others bring along counts for them.
  for (const other of ["prom-client", "fastify-plugin", "node:http"]) await import(other).catch(() => {});
  const before = await state();
  await import(process.argv[1]);
  // A short timer would be over by then.
  const timers = process.getActiveResourcesInfo().filter((one) => /Timeout|Immediate/.test(one));
  const after = await state();
  if (timers.length > 0) console.log("timers: " + timers);
  console.log(after === before ? "nothing" : before + " became " + after);
`;

test.each(entries)("importing $entry leaves nothing behind", ({ folder, entry }) => {
  const args = ["--input-type=module", "--eval", PROGRAM, entry];
  expect(execFileSync(process.execPath, args, { cwd: folder }).toString()).toBe("nothing\n");
});
