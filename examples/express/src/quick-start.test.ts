import request from "supertest";
import { expect, test, vi } from "vitest";
import { app } from "./quick-start.js";

test("one line measures an Express service", async () => {
  await request(app).get("/users/7").expect(200, { id: "7" });
  await vi.waitFor(async () => {
    const { text } = await request(app).get("/metrics").expect(200);
    expect(text).toContain('http_requests_total{method="GET",path="/users/:id",status="200"} 1');
  });
});
