import { sampleValue } from "@routemetrics/core/testing";
import { Registry } from "prom-client";
import request from "supertest";
import { expect, test, vi } from "vitest";
import { createApp } from "./app.js";

test("an order is counted", async () => {
  const app = createApp({ registry: new Registry(), processMetrics: false });
  await request(app).post("/orders").expect(201);
  await vi.waitFor(async () => {
    const { text } = await request(app).get("/metrics");
    expect(sampleValue(text, "orders_total")).toBe(1);
    expect(sampleValue(text, "http_requests_total", { path: "/orders" })).toBe(1);
  });
});
