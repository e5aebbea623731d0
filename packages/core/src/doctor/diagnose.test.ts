import * as platformatic from "@platformatic/prom-client";
import * as prometheusIo from "@prometheus-io/client";
import * as promClient from "prom-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { Counter } from "../metric/counter.js";
import { createMetrics } from "../metrics.js";
import type { RegistryLike } from "../registry-like.js";
import { diagnose } from "./diagnose.js";

const CLIENTS = [
  { name: "prom-client", client: promClient },
  { name: "@prometheus-io/client", client: prometheusIo },
  { name: "@platformatic/prom-client", client: platformatic },
] as unknown as { name: string; client: typeof promClient }[];

const codes = async (...parameters: Parameters<typeof diagnose>): Promise<string[]> =>
  (await diagnose(...parameters)).map(({ code }) => code);

describe.each(CLIENTS)("a registry of $name", ({ client }) => {
  test("is examined", async () => {
    const registry = new client.Registry();
    const registers = [registry];
    const requests = new client.Counter({
      name: "requests",
      help: "Requests.",
      labelNames: ["url"],
      registers,
    });
    for (let id = 0; id < 90; id++) requests.inc({ url: `/users/${id}` });
    expect(await codes(registry as unknown as RegistryLike, { limit: 100 })).toEqual([
      "raw-url-label",
      "series-near-limit",
      "counter-without-total",
    ]);
  });

  test("with a collector that fails is examined all the same", async () => {
    const registry = new client.Registry();
    const registers = [registry];
    const collect = () => {
      throw new Error("no connection");
    };
    new client.Gauge({ name: "pool_size", help: "Connections.", registers, collect });
    new client.Counter({ name: "queries", help: "Queries.", registers }).inc();
    const findings = await diagnose(registry as unknown as RegistryLike);
    expect(findings.map(({ code }) => code)).toEqual(["failed-collector", "counter-without-total"]);
    expect(findings[0]?.message).toContain("no connection");
  });
});

test("a healthy registry of ours has no findings", async () => {
  const registry = new promClient.Registry();
  const m = createMetrics({ registry, defaults: false });
  onTestFinished(() => m.close());
  m.histogram("charge_seconds", "Time to charge a card.").observe(0.02);
  m.info("app_info", "Application.", { commit: "5f2b8c1e0d4a4b6f9a7e1c2d3e4f5a6b5f2b8c1e" });
  await m.render();
  expect(await diagnose(m.registry)).toEqual([]);
});

test("a metric of ours is held against its own limit", async () => {
  const registry = new promClient.Registry();
  const labelNames = ["shop"] as const;
  const orders = new Counter({
    name: "orders",
    help: "Orders.",
    labelNames,
    registry,
    maxSeries: 10,
  });
  for (let shop = 0; shop < 8; shop++) orders.labels({ shop: `shop ${shop}` }).inc();
  expect(await codes(registry)).toEqual(["series-near-limit"]);
  for (let shop = 8; shop < 20; shop++) orders.labels({ shop: `shop ${shop}` }).inc();
  expect(await codes(registry)).toEqual(["series-limit-reached"]);
});

test("registries that disagree about a type clash", async () => {
  const registries = [new promClient.Registry(), new promClient.Registry()];
  const name = "jobs_total";
  new promClient.Counter({ name, help: "Jobs.", registers: [registries[0] as never] }).inc();
  new promClient.Gauge({ name, help: "Jobs.", registers: [registries[1] as never] });
  const findings = await diagnose(registries);
  expect(findings).toMatchObject([{ code: "clashing-metric", metric: name }]);
  expect(findings[0]?.message).toContain("counter and gauge");
});

describe("split registries", () => {
  test("metrics of another client that are nowhere shown are found", async () => {
    onTestFinished(() => platformatic.register.clear());
    new platformatic.Counter({ name: "hidden_total", help: "Hidden." }).inc();
    const findings = await diagnose(new promClient.Registry());
    expect(findings).toMatchObject([{ code: "split-registry", metric: "hidden_total" }]);
    expect(findings[0]?.message).toContain("@platformatic/prom-client");
    const both = [new promClient.Registry(), platformatic.register as unknown as RegistryLike];
    expect(await codes(both)).toEqual([]);
  });

  test("metrics left behind in prom-client are found when moving to its successor", async () => {
    onTestFinished(() => promClient.register.clear());
    new promClient.Counter({ name: "left_behind_total", help: "Left behind." }).inc();
    const moved = prometheusIo.register as unknown as RegistryLike;
    expect(await diagnose(moved)).toMatchObject([
      { code: "split-registry", metric: "left_behind_total" },
    ]);
    expect(await codes([moved, promClient.register])).toEqual([]);
  });
});

test("a second reading shows what grows", async () => {
  const registry = new promClient.Registry();
  const labelNames = ["key"] as const;
  const hits = new Counter({ name: "hits", help: "Hits.", labelNames, registry });
  hits.labels({ key: "a" }).inc();
  const diagnosing = codes(registry, { again: 0.05 });
  setImmediate(() => {
    for (const key of "bcdefghijklmnopq") hits.labels({ key }).inc();
  });
  expect(await diagnosing).toContain("growing-series");
});

test.each([{ limit: 0 }, { slo: "fast" }, { again: -1 }, { limit: Number.NaN }])(
  "refuses %o",
  async (options) => {
    await expect(diagnose(new promClient.Registry(), options as never)).rejects.toMatchObject({
      code: "RM_ERR_INVALID_OPTION",
      message: expect.stringContaining(Object.keys(options)[0] as string),
    });
  },
);
