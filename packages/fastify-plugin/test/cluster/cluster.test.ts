import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import {
  ask,
  removeFolder,
  temporaryFolder,
  WorkerGroup,
} from "../../../core/test/processes/worker-group.js";

test("any worker answers for all to whoever may ask", async () => {
  const folder = temporaryFolder();
  const worker = fileURLToPath(new URL("worker.mjs", import.meta.url));
  const group = new WorkerGroup(folder, {}, worker);
  onTestFinished(async () => {
    await group.stop();
    removeFolder(folder);
  });
  await group.start(2);
  for (const { own } of group.workers) await ask(own, "/users/7");
  for (const { own } of group.workers) {
    const url = `http://127.0.0.1:${own}/metrics?name[]=http_requests_total`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: "Bearer secret" };
    const text = await (await fetch(url, { headers })).text();
    const labels = '{method="GET",path="/users/:id",status="200"}';
    expect(text.split("\n").slice(2)).toEqual([`http_requests_total${labels} 2`, ""]);
  }
});
