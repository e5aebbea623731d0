import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";
import { type StartedDemo, startDemo } from "./start-demo.js";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
let demo: StartedDemo | undefined;

afterEach(() => {
  demo?.signal("SIGKILL");
});

/** Resolves with an address of `/metrics`. */
async function start(...command: string[]): Promise<string> {
  demo = await startDemo(path(".."), command);
  return demo.urls.find((url) => url.endsWith("/metrics")) as string;
}

async function isAnswering(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

test("Ctrl-C stops what npm start started", { timeout: 90_000 }, async () => {
  const url = await start("npm", "start");
  expect(await isAnswering(url)).toBe(true);
  demo?.signal("SIGINT");
  // npm is asked to stop, too, and ends as it likes.
  await once(demo?.process as NodeJS.EventEmitter, "exit");
  await vi.waitFor(async () => expect(await isAnswering(url)).toBe(false), { timeout: 10_000 });
});

test("it stops when the process that started it is gone", { timeout: 90_000 }, async () => {
  const url = await start("sh", "-c", '"$@"; true', "sh", process.execPath, path("start.mjs"));
  expect(await isAnswering(url)).toBe(true);
  demo?.process.kill("SIGKILL"); // The shell only.
  await vi.waitFor(async () => expect(await isAnswering(url)).toBe(false), { timeout: 10_000 });
});
