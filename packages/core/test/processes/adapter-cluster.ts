import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test, vi } from "vitest";
import { ask, temporaryFolder, WorkerGroup } from "./worker-group.js";

/** For the tests of an adapter: `worker` serves `/users/:id`, and `/metrics` to who has the token `secret`. */
export function testCluster(worker: URL): void {
  test("any worker answers for all to whoever may ask", async () => {
    const folder = temporaryFolder();
    const group = new WorkerGroup(folder, {}, fileURLToPath(worker));
    onTestFinished(() => group.remove());
    await group.start(2);
    for (const { own } of group.workers) await ask(own, "/users/7");
    for (const { own } of group.workers) {
      const url = `http://127.0.0.1:${own}/metrics?name[]=http_requests_total`;
      expect((await fetch(url)).status).toBe(401);
      const headers = { authorization: "Bearer secret" };
      const labels = '{method="GET",path="/users/:id",status="200"}';
      // A request is counted when its response has closed, which the client may see before.
      await vi.waitFor(async () => {
        const text = await (await fetch(url, { headers })).text();
        expect(text.split("\n").slice(2)).toEqual([`http_requests_total${labels} 2`, ""]);
      });
    }
  });
}
