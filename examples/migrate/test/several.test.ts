import { sampleValue } from "@routemetrics/core/testing";
import { expect, onTestFinished, test } from "vitest";
import { startShop } from "./start-shop.js";
import { send } from "./traffic.js";

/** Starts a program; returns what scrapes it. */
async function start(name: string) {
  const shop = startShop(name);
  onTestFinished(() => shop.stop());
  const url = await shop.url;
  await send(url, ["GET /users/7", "GET /users/8"]);
  return async (path: string, accept = "") => {
    const response = await fetch(`${url}${path}`, { headers: { accept } });
    return { text: await response.text(), type: response.headers.get("content-type") };
  };
}

test("several presets at once", async () => {
  const scrape = await start("several/at-once");
  const { text } = await scrape("/metrics");
  const old = { path: "/users/:id", status_code: 200 };
  expect(sampleValue(text, "http_request_duration_seconds_count", old)).toBe(2);
  const later = { http_route: "/users/:id" };
  expect(sampleValue(text, "http_server_request_duration_seconds_count", later)).toBe(2);
});

test("presets that share a metric, on an endpoint each", async () => {
  const scrape = await start("several/two-endpoints");
  for (let round = 0; round < 2; round++) {
    const [old, later] = [await scrape("/metrics"), await scrape("/metrics/new")];
    const count = "http_request_duration_seconds_count";
    expect(sampleValue(old.text, count)).toBe(2);
    expect(old.text).toContain(`${count}{status_code="200",method="GET",path="/users/:id"} 2`);
    expect(sampleValue(later.text, count)).toBe(2);
    expect(later.text).toContain(`${count}{method="GET",path="/users/:id",status="200"} 2`);
  }
});

test("nothing but text is offered", async () => {
  const openmetrics = "application/openmetrics-text; version=1.0.0";
  const [textOnly, all] = [await start("by-hand/after-text"), await start("by-hand/after")];
  expect((await textOnly("/metrics", openmetrics)).type).toContain("text/plain");
  expect((await textOnly("/metrics", openmetrics)).text).toContain('le="5"');
  expect((await all("/metrics", openmetrics)).text).toContain('le="5.0"');
});
