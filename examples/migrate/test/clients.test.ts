import { Counter, Registry } from "@prometheus-io/client";
import { createMetrics } from "@routemetrics/core";
import { Counter as OldCounter, Registry as OldRegistry } from "prom-client";
import { expect, onTestFinished, test, vi } from "vitest";
import { exposedMetrics } from "./exposed.js";
import { startShop } from "./start-shop.js";
import { send, TRAFFIC } from "./traffic.js";

/** A program of `src/clients` after its traffic. */
async function run(name: string) {
  const shop = startShop(name);
  onTestFinished(() => shop.stop());
  const url = await shop.url;
  await send(url, TRAFFIC);
  const scrape = async () => exposedMetrics(await (await fetch(`${url}/metrics`)).text());
  return { metrics: await scrape(), warnings: shop.warnings };
}

const orders = new Map([["shop_orders_total{}", 1]]);
const visits = new Map([["shop_visits_total{}", 3]]);
/** There only while, or once, something has happened. */
const MOMENTARY = /^nodejs_(?:active|gc)_/;

test.each(["clients/move", "clients/on-the-way"])(
  "%s loses no metric of those who stay",
  async (name) => {
    const [stay, moved] = await Promise.all([run("clients/stay"), run(name)]);
    expect(stay.metrics.get("shop_orders_total")?.samples).toEqual(orders);
    for (const [metric, { type, samples }] of stay.metrics) {
      if (MOMENTARY.test(metric)) continue;
      const ours = moved.metrics.get(metric);
      expect(ours?.type, metric).toBe(type);
      if (/_total$/.test(metric) && !/^(?:process|nodejs)_/.test(metric)) {
        expect(ours?.samples, metric).toEqual(samples);
      } else expect([...(ours?.samples.keys() ?? [])], metric).toEqual([...samples.keys()]);
    }
    expect([...stay.warnings, ...moved.warnings]).toEqual([]);
  },
);

test("on the way the metrics of both clients are there", async () => {
  const { metrics } = await run("clients/on-the-way");
  expect(metrics.get("shop_orders_total")?.samples).toEqual(orders);
  expect(metrics.get("shop_visits_total")?.samples).toEqual(visits);
});

test("where both registries have a series, the first one's is shown", async () => {
  const registries = [new Registry(), new OldRegistry()] as const;
  const [first, second] = registries;
  const definition = { name: "jobs_total", help: "Jobs.", labelNames: ["queue"] };
  const ours = new Counter({ ...definition, registers: [first] });
  const theirs = new OldCounter({ ...definition, registers: [second] });
  ours.inc({ queue: "a" }, 2);
  theirs.inc({ queue: "a" }, 3);
  theirs.inc({ queue: "b" }, 4);
  const m = createMetrics({ registry: registries, processMetrics: false });
  const metrics = exposedMetrics((await m.render()).body.toString());
  const expected = { 'jobs_total{queue="a"}': 2, 'jobs_total{queue="b"}': 4 };
  expect(Object.fromEntries(metrics.get("jobs_total")?.samples ?? [])).toEqual(expected);
});

test("a metric of the other client is missing, and said to be", async () => {
  const { metrics, warnings } = await run("clients/split");
  expect(metrics.has("shop_visits_total")).toBe(false);
  await vi.waitFor(() => expect(warnings.join("")).toContain('"shop_visits_total"'));
  expect(warnings.join("")).toContain("@prometheus-io/client");
});
