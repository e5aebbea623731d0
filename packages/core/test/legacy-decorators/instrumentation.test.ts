import { expect, test } from "vitest";
import { Counter, Gauge, Histogram } from "../../src/index.js";

const help = "Help.";
const registry = null;
const seconds = new Histogram({ name: "job_seconds", help, registry });
const errors = new Counter({ name: "job_errors", help, registry, labelNames: ["kind"] });
const running = new Gauge({ name: "jobs_running", help, registry });
const value = <V>(family: { allSeries(): Iterable<V> }) => [...family.allSeries()][0];

class Jobs {
  readonly result = 7;

  @seconds.time()
  @running.trackInProgress()
  @(errors.labels({ kind: "type" }).countExceptions(TypeError))
  async run(fails: boolean): Promise<number | undefined> {
    if (fails) throw new TypeError("on purpose");
    return value(running)?.value;
  }
}

test("methods are timed, counted and tracked by experimental decorators", async () => {
  const jobs = new Jobs();
  expect(await jobs.run(false)).toBe(1);
  await expect(jobs.run(true)).rejects.toThrow("on purpose");
  expect(value(seconds)?.count).toBe(2);
  expect(value(errors)?.value).toBe(1);
  expect(value(running)?.value).toBe(0);
});
