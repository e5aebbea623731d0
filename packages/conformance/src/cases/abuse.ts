import { createMetrics, gather } from "@routemetrics/core";
import { Registry } from "prom-client";
import { expect, test, vi } from "vitest";
import type { KitRoute, RunningApp } from "../adapter-under-test.js";
import { heapAfterCollection } from "../collect-garbage.js";
import { flood } from "../flood.js";
import { type Kit, send } from "../kit.js";
import { expectRequests, recordedValue } from "../recorded.js";
import { soakOf } from "../soak.js";

/** After which everything is compiled and every series is there. */
const WARM_UP = 4_000;

/** What clients can invent, and what must not follow from it. */
export function abuseCases(kit: Kit): void {
  const ok = ({ send }: { send(code: number, body?: string): void }) => send(200, "ok");

  const { abuse: requests } = soakOf(kit.adapter);
  test(
    `${requests} random URLs, methods, hosts and headers leave the series and the memory flat`,
    async () => {
      const notFound: KitRoute = ({ bypass, response }) => {
        bypass();
        response.writeHead(404).end();
      };
      const app = await kit.start({ "GET /users/:id": ok }, {}, { notFound });
      const sendUntil = async (total: number, sent: number) => {
        await flood(app.url, total - sent, { seed: total });
        await vi.waitFor(async () => {
          expect(await recordedValue(app, "http_requests_total")).toBe(total);
          expect(await recordedValue(app, "http_requests_in_flight")).toBe(0);
        }, 15_000);
        return { series: await seriesOf(app), heap: await heapAfterCollection() };
      };
      const warm = await sendUntil(WARM_UP, 0);
      const end = await sendUntil(WARM_UP + requests, WARM_UP);
      // Ten methods, two paths, few codes, in duration, total and gauge.
      expect(warm.series).toBeLessThan(120);
      expect(end.series).toBe(warm.series);
      expect(end.heap - warm.heap).toBeLessThan(3_000_000);
    },
    60_000 + requests,
  );

  test("hostile label values are exposed as values and nothing else", async () => {
    const values = [
      'a"b',
      "a\\b",
      "a\nb",
      "__proto__",
      "constructor",
      "\ud800",
      "x".repeat(10_000),
      "",
    ];
    const app = await kit.start({ "GET /ok": ok });
    let next = 0;
    app.metrics.registerDefault(
      app.metrics.counter("seen", "Seen.", { labels: { value: () => values[next++] ?? "" } }),
    );
    for (const _ of values) await send(app, "GET /ok");
    await vi.waitFor(async () => {
      const { families } = await gather(app.metrics.registry);
      const seen = families.find(({ name }) => name === "seen_total")?.series ?? [];
      const expected = values.map((value) => value.toWellFormed());
      expect(seen.map(({ labels }) => labels.value)).toEqual(expected);
    });
    const { body } = await app.metrics.render({ names: ["seen_total"] });
    expect(body.toString().trimEnd().split("\n")).toHaveLength(2 + values.length);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("ten thousand requests at once are each counted once", async () => {
    const waiting: (() => void)[] = [];
    const app = await kit.start({
      "GET /wait": ({ bypass, response }) => {
        bypass();
        waiting.push(() => response.end("ok"));
      },
    });
    const clients = await Promise.all(Array.from({ length: 100 }, () => kit.client(app)));
    for (const client of clients) for (let n = 0; n < 100; n++) client.request("GET", "/wait");
    const inFlight = () => recordedValue(app, "http_requests_in_flight");
    await vi.waitFor(async () => expect(await inFlight()).toBe(10_000), 15_000);
    for (const answer of waiting) answer();
    await expectRequests(app, { "GET /wait 200": 10_000 });
  }, 60_000);

  test("two applications share one registry, or have one each", async () => {
    const registry = new Registry();
    const one = await kit.start({ "GET /ok": ok }, { registry });
    const two = await kit.start({ "GET /ok": ok }, { registry });
    const apart = await kit.start({ "GET /ok": ok });
    for (const app of [one, two, two, apart]) await send(app, "GET /ok");
    await expectRequests(one, { "GET /ok 200": 3 });
    await expectRequests(apart, { "GET /ok 200": 1 });
  });

  test("a registry that is cleared, or a removed series, does not break later requests", async () => {
    const registry = new Registry();
    const app = await kit.start({ "GET /ok": ok }, { registry });
    await send(app, "GET /ok");
    await expectRequests(app, { "GET /ok 200": 1 });
    registry.resetMetrics();
    await send(app, "GET /ok");
    await expectRequests(app, { "GET /ok 200": 1 });
    registry.clear();
    createMetrics({ registry, processMetrics: false });
    expect((await send(app, "GET /ok")).code).toBe(200);
  });
}

async function seriesOf({ metrics }: RunningApp): Promise<number> {
  const { families } = await gather(metrics.registry);
  return families.reduce((sum, family) => sum + family.series.length, 0);
}
