import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { sampleValue } from "@routemetrics/core/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { server } from "./quick-start.js";

test("one line measures the service", async () => {
  if (!server.listening) await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await (await fetch(`${url}/users/7`)).json()).toEqual({ id: "7" });
  expect((await fetch(`${url}/else`)).status).toBe(404);
  await vi.waitFor(async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(sampleValue(text, "http_requests_total", { path: "/users/:id" })).toBe(1);
    expect(sampleValue(text, "http_requests_total", { path: "<unmatched>" })).toBe(1);
  });
});
