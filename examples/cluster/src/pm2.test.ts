import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test, vi } from "vitest";
import { folder, startRoom } from "./start-example.js";

const run = promisify(execFile);
const pm2Path = createRequire(import.meta.url).resolve("pm2/bin/pm2");
const WAIT = { timeout: 20_000, interval: 200 };

test("PM2's workers answer as one, through reloads, and begin anew with the application", async () => {
  const { url, env, remove } = await startRoom();
  const room = { ...env, PM2_HOME: join(env.TMPDIR as string, "pm2") };
  const pm2 = (...args: string[]) =>
    run(process.execPath, [pm2Path, ...args], { cwd: folder, env: room });
  onTestFinished(async () => {
    await pm2("kill");
    remove();
  });
  const totalIs = (count: number, workers = 2) =>
    vi.waitFor(async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      expect(text).toContain(`routemetrics_workers ${workers}\n`);
      const line = text.split("\n").find((one) => one.startsWith("http_requests_total{"));
      expect(Number(line?.split(" ").at(-1) ?? 0)).toBe(count);
    }, WAIT);
  const request = async () => {
    const response = await fetch(`${url}/users/7`, { headers: { connection: "close" } });
    return ((await response.json()) as { worker: number }).worker;
  };

  const pids = async () => (await pm2("pid", "shop")).stdout.trim().split("\n").map(Number);
  await pm2("start", "ecosystem.config.cjs");
  await totalIs(0);
  const workers = new Set<number>();
  for (let count = 0; count < 6; count++) workers.add(await request());
  expect(workers.size).toBe(2);
  await totalIs(6);
  await pm2("reload", "shop");
  await request();
  await totalIs(7);
  // PM2 replaces who is killed; what has been exposed is not lost.
  const killed = await request();
  await totalIs(8);
  process.kill(killed, "SIGKILL");
  await vi.waitFor(async () => expect(await pids()).not.toContain(killed), WAIT);
  await totalIs(8);
  await pm2("scale", "shop", "4");
  await totalIs(8, 4);
  await pm2("scale", "shop", "1");
  await totalIs(8, 1);
  await pm2("restart", "shop");
  await totalIs(8, 1);
  await request();
  await totalIs(9, 1);
  await pm2("stop", "shop");
  await pm2("start", "shop");
  await totalIs(0, 1);
  await request();
  await totalIs(1, 1);
  await pm2("delete", "shop");
  await pm2("start", "ecosystem.config.cjs");
  await totalIs(0);
}, 120_000);
