import { Counter as OtherCounter, register as otherRegister } from "@platformatic/prom-client";
import { Counter, Registry, register } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { createMetrics } from "../metrics.js";

test("metrics of another client that no scrape shows are warned of once", async () => {
  onTestFinished(() => {
    register.clear();
    otherRegister.clear();
  });
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  const m = createMetrics({ registry: register, processMetrics: false, logger });
  new Counter({ name: "ours_total", help: "Ours." });
  await m.render();
  expect(warnings).toEqual([]);
  new OtherCounter({ name: "hidden_total", help: "Hidden." });
  await m.render();
  await m.render();
  expect(warnings).toEqual([expect.stringMatching(/@platformatic\/prom-client.*"hidden_total"/)]);
});

test("several registries are exposed together, without a warning", async () => {
  onTestFinished(() => otherRegister.clear());
  const warnings: string[] = [];
  const logger = { warn: (message: string) => warnings.push(message) };
  new OtherCounter({ name: "theirs_total", help: "Theirs." }).inc(2);
  const registry = [new Registry(), otherRegister as never];
  const m = createMetrics({ registry, processMetrics: false, logger });
  const text = (await m.render()).body.toString();
  expect(text).toContain("theirs_total 2");
  expect(text).toContain("routemetrics_info");
  expect(warnings).toEqual([]);
});
