import { Registry } from "prom-client";
import { expect, expectTypeOf, test } from "vitest";
import { createMetrics } from "../../src/index.js";

const m = createMetrics({ registry: new Registry(), processMetrics: false });

class Service {
  @m.counter("runs", "Runs.")
  @m.histogram("run_seconds", "Seconds of a run.")
  @m.gauge("running", "Runs in progress.")
  async run(name: string): Promise<string> {
    return `ran ${name}`;
  }
}

test("instruments decorate methods with experimentalDecorators", async () => {
  const service = new Service();
  expectTypeOf(service.run).toEqualTypeOf<(name: string) => Promise<string>>();
  expect(await service.run("it")).toBe("ran it");
  const text = (await m.render()).body.toString();
  for (const line of ["runs_total 1", "run_seconds_count 1", "running 0"]) {
    expect(text).toContain(line);
  }
});
