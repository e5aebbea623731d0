import { expect, test, vi } from "vitest";
import type { RunningApp } from "../adapter-under-test.js";
import { heapAfterCollection } from "../collect-garbage.js";
import { flood } from "../flood.js";
import type { Kit } from "../kit.js";
import { RawClient } from "../raw-client.js";
import { recordedValue } from "../recorded.js";
import { soakOf } from "../soak.js";

/** Of so many requests one is left by its client. */
const LEAVES = 200;
const HEADS = ["/users/1", "/nowhere", "/api/1/items", "/fails"].map(
  (path) => `GET ${path} HTTP/1.1\r\nHost: localhost`,
);

/** Requests leave nothing behind: no listener, no timer, no memory. */
export function leakCases(kit: Kit): void {
  const { leaks: requests } = soakOf(kit.adapter);
  test(
    `${requests} requests leave no listener, timer or memory`,
    async () => {
      const app = await kit.start(
        {
          "GET /users/:id": ({ send }) => send(200, "ok"),
          "GET /api/:version/items": ({ send }) => send(200, "ok"),
          "GET /fails": () => {
            throw new Error("on purpose");
          },
          "GET /hangs": ({ bypass }) => bypass(),
        },
        { logger: { warn: () => {} } },
      );
      await sendRequests(app, 2_000);
      const before = await leftBehind(app);
      await sendRequests(app, requests);
      const after = await leftBehind(app);
      expect(after.listeners).toEqual(before.listeners);
      expect(after.timers).toBeLessThanOrEqual(before.timers);
      // What is kept of each request would be a hundred bytes at the very least.
      expect(after.heap - before.heap).toBeLessThan(1_500_000 + requests * 50);
    },
    60_000 + requests * 5,
  );
}

/** Sends this many requests, and some whose client leaves before they are answered. */
async function sendRequests(app: RunningApp, count: number): Promise<void> {
  const expected = (await recordedValue(app, "http_requests_total")) + count;
  const answered = flood(app.url, count, { heads: HEADS });
  for (let sent = 0; sent < count; sent += LEAVES) {
    (await RawClient.open(app.url)).request("GET", "/hangs").leave();
  }
  await answered;
  await vi.waitFor(async () => {
    expect(await recordedValue(app, "http_requests_total")).toBeGreaterThanOrEqual(expected);
    expect(await recordedValue(app, "http_requests_in_flight")).toBe(0);
    expect(await connections(app)).toBe(0);
  }, 5_000);
}

async function leftBehind({ server }: RunningApp) {
  const emitters = [server, process];
  const listeners = emitters.map((one) =>
    one.eventNames().map((name) => [String(name), one.listenerCount(name as never)]),
  );
  const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  return { listeners, timers, heap: await heapAfterCollection() };
}

function connections({ server }: RunningApp): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
