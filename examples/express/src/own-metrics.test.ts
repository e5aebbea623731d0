import request from "supertest";
import { expect, test, vi } from "vitest";
import { app } from "./own-metrics.js";

app.get("/what-is-shown", async (_request, response) => {
  response.send((await request(app).get("/metrics")).text);
});

test("an instrument goes into a route, around a function, on a method, or on all routes", async () => {
  await request(app).get("/orders").expect(200, ["charged 5"]);
  await request(app).post("/refunds").expect(200, ["refunded 5"]);
  const { text: meanwhile } = await request(app).get("/what-is-shown");
  expect(meanwhile).toContain("busy 1\n");
  await request(app).get("/health").expect(200, "ok");
  await vi.waitFor(async () => {
    const { text } = await request(app).get("/metrics");
    expect(text).toContain("orders_total 1\n");
    expect(text).toContain("charge_seconds_count 1\n");
    expect(text).toContain("refunds_total 1\n");
    expect(text).toContain("busy 0\n");
    expect(text).toContain('http_requests_total{method="GET",path="/orders",status="200"} 1\n');
    expect(text).not.toContain('path="/health"');
  });
});
