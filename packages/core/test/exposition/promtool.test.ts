import { spawnSync } from "node:child_process";
import { findBinary, requireBinary } from "@routemetrics/conformance/servers";
import { createMetrics, renderText } from "@routemetrics/core";
import { collectDefaultMetrics, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { Random } from "./random.js";
import { randomFamilies } from "./random-families.js";

const REGISTRIES = 60;
const SYNTAX_ERROR = 1;

describe.skipIf(requireBinary("promtool"))("promtool", () => {
  test("finds nothing to improve in our own metrics", async () => {
    const m = createMetrics({ registry: new Registry(), processMetrics: false });
    const { body } = await m.render();
    await m.close();
    expect(check(body.toString())).toEqual({ status: 0, problems: "" });
  });

  test("reads what prom-client's default metrics become", async () => {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const m = createMetrics({ registry, processMetrics: false });
    const { body } = await m.render();
    await m.close();
    expect(check(body.toString()).status).not.toBe(SYNTAX_ERROR);
  });

  test(`reads ${REGISTRIES} random registries`, () => {
    for (let seed = 0; seed < REGISTRIES; seed++) {
      const text = renderText(randomFamilies(new Random(seed)));
      const { status, problems } = check(text);
      expect(status, `seed ${seed}: ${problems}\n${text}`).not.toBe(SYNTAX_ERROR);
    }
  });
});

function check(input: string): { status: number | null; problems: string } {
  const { status, stdout, stderr } = spawnSync(
    findBinary("promtool") as string,
    ["check", "metrics"],
    {
      input,
      encoding: "utf8",
    },
  );
  return { status, problems: stdout + stderr };
}
