import { expect, onTestFinished, test, vi } from "vitest";
import { ask, temporaryFolder, valueIn, WorkerGroup } from "./worker-group.js";

test("workers that have loaded the library twice count once, whichever copy answers", async () => {
  const group = new WorkerGroup(temporaryFolder(), {}, "two-copies.mjs");
  onTestFinished(() => group.remove());
  await group.start(2);
  for (const { own } of group.workers) await ask(own, "/job");
  for (const { own } of group.workers) {
    for (const copy of ["/first", "/second"]) {
      // On a busy machine a worker may be late for a scrape, which then has its last values.
      const text = await vi.waitFor(async () => {
        const answer = await ask(own, copy);
        expect(valueIn(answer, "jobs_total")).toBe(2);
        return answer;
      }, 10_000);
      expect(valueIn(text, "routemetrics_workers")).toBe(2);
      expect(valueIn(text, "routemetrics_snapshot_errors_total")).toBe(0);
      expect(valueIn(text, "others_total")).toBe(undefined);
    }
    const text = await vi.waitFor(async () => {
      const answer = await ask(own, "/other");
      expect(valueIn(answer, "others_total")).toBe(2);
      return answer;
    }, 10_000);
    expect(valueIn(text, "jobs_total")).toBe(undefined);
    expect(await ask(own, "/warnings")).toBe("[]");
  }
});
