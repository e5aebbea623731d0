import { gather, type Labels } from "@routemetrics/core";
import { expect, vi } from "vitest";
import type { RunningApp } from "./adapter-under-test.js";

/** The value of a counter or gauge series, or the count of a histogram's; 0 when there is none. */
export async function recordedValue(
  app: RunningApp,
  name: string,
  labels: Labels = {},
): Promise<number> {
  const { families } = await gather(app.metrics.registry);
  const family = families.find((one) => one.name === name);
  let value = 0;
  for (const series of family?.series ?? []) {
    if (!Object.entries(labels).every(([key, text]) => series.labels[key] === text)) continue;
    if ("value" in series) value += series.value;
    else value += "histogram" in series ? series.histogram.count : series.summary.count;
  }
  return value;
}

/** All series of the request total, as "GET /path 200" → count. */
export async function requestsOf(app: RunningApp): Promise<Record<string, number>> {
  const { families } = await gather(app.metrics.registry);
  const requests: Record<string, number> = {};
  const total = families.find(({ name }) => name === "http_requests_total");
  for (const series of total?.series ?? []) {
    const { method, path, status } = series.labels;
    if ("value" in series && series.value > 0)
      requests[`${method} ${path} ${status}`] = series.value;
  }
  return requests;
}

/** Waits until exactly these requests are recorded and none is in flight. */
export async function expectRequests(
  app: RunningApp,
  requests: Readonly<Record<string, number>>,
): Promise<void> {
  await vi.waitFor(async () => expect(await requestsOf(app)).toEqual(requests), {
    timeout: 15_000,
  });
  await vi.waitFor(async () => expect(await recordedValue(app, "http_requests_in_flight")).toBe(0));
}
