import { createMetrics } from "@routemetrics/core";
import { parseExposition } from "@routemetrics/core/testing";
import { Registry } from "prom-client";
import { expect, test } from "vitest";

test("a function is counted by its outcome", async () => {
  const m = createMetrics<number>({ registry: new Registry(), processMetrics: false });
  const double = m.counter("doubled", "Numbers doubled", { labels: { even: (n) => n % 2 === 0 } });
  for (const n of [1, 2, 3]) double((n: number) => 2 * n)(n);
  const { body } = await m.render({ names: ["doubled_total"] });
  expect(parseExposition(body.toString())).toEqual([
    { name: "doubled_total", labels: { even: "false" }, value: 2 },
    { name: "doubled_total", labels: { even: "true" }, value: 1 },
  ]);
});
