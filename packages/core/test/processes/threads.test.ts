import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { removeFolder, temporaryFolder, valueIn } from "./worker-group.js";

test("threads count together, and the main thread answers for them", async () => {
  const folder = temporaryFolder();
  const program = fork(fileURLToPath(new URL("threads.mjs", import.meta.url)), {
    env: { ...process.env, TMPDIR: folder },
  });
  onTestFinished(async () => {
    const gone = once(program, "exit");
    program.kill("SIGKILL");
    await gone;
    removeFolder(folder);
  });
  const [{ url }] = (await once(program, "message")) as [{ url: string }];
  const expectSample = (sample: string, value: number) =>
    vi.waitFor(async () => {
      const text = await (await fetch(url)).text();
      expect(valueIn(text, sample)).toBe(value);
    });
  await expectSample("jobs_total", 6);
  await expectSample("routemetrics_workers", 4);
  program.send({ terminate: true });
  await expectSample("routemetrics_workers", 3);
  await expectSample("jobs_total", 6);
  program.send({ exit: true });
  await expectSample("routemetrics_workers", 2);
  await expectSample("jobs_total", 11);
});
