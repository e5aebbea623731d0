import { expect, onTestFinished, test, vi } from "vitest";
import { startProgram, startRoom } from "./start-example.js";

const WAIT = { timeout: 15_000, interval: 100 };

async function start(program: string): Promise<string> {
  const { url, env, remove } = await startRoom();
  const stop = startProgram(program, env);
  onTestFinished(async () => {
    await stop();
    remove();
  });
  return url;
}

test("any worker of a cluster answers for all", async () => {
  const url = await start("cluster.js");
  const workers = new Set<number>();
  let requests = 0;
  await vi.waitFor(async () => {
    // Each request takes a new connection, and so the next worker.
    const response = await fetch(`${url}/users/7`, { headers: { connection: "close" } });
    workers.add(((await response.json()) as { worker: number }).worker);
    requests += 1;
    expect(workers.size).toBe(4);
  }, WAIT);
  await vi.waitFor(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const labels = 'method="GET",path="/users/:id",status="200"';
    expect(text).toContain(`http_requests_total{${labels}} ${requests}\n`);
    expect(text).toContain("routemetrics_workers 4\n");
  }, WAIT);
});

test("the main thread answers for its threads", async () => {
  const url = await start("threads.js");
  await vi.waitFor(async () => {
    expect((await fetch(`${url}/thumbnails/0`, { method: "POST" })).status).toBe(202);
  }, WAIT);
  for (const id of [1, 2, 3]) await fetch(`${url}/thumbnails/${id}`, { method: "POST" });
  await vi.waitFor(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain("\nthumbnails_total 4\n");
    expect(text).toContain("routemetrics_workers 3\n");
  }, WAIT);
});
