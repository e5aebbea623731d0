import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test, vi } from "vitest";

const script = fileURLToPath(new URL("start.mjs", import.meta.url));
let started: ChildProcess | undefined;

afterEach(() => {
  try {
    if (started?.pid) process.kill(-started.pid, "SIGKILL");
  } catch {
    // The group has ended, as it should.
  }
});

/** In a process group of its own, as a terminal would; resolves with an address of `/metrics`. */
async function start(command: string, ...args: string[]): Promise<string> {
  const child = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "inherit"] });
  started = child;
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  const address = /http:\/\/\S+\/metrics/;
  await vi.waitFor(() => expect(output).toMatch(address), { timeout: 60_000, interval: 100 });
  return (address.exec(output) as RegExpExecArray)[0];
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
  const child = started as ChildProcess;
  process.kill(-(child.pid as number), "SIGINT");
  // npm is asked to stop, too, and ends as it likes.
  await once(child, "exit");
  await vi.waitFor(async () => expect(await isAnswering(url)).toBe(false), { timeout: 10_000 });
});

test("it stops when the process that started it is gone", { timeout: 90_000 }, async () => {
  const url = await start("sh", "-c", '"$@"; true', "sh", process.execPath, script);
  expect(await isAnswering(url)).toBe(true);
  started?.kill("SIGKILL"); // The shell only.
  await vi.waitFor(async () => expect(await isAnswering(url)).toBe(false), { timeout: 10_000 });
});
