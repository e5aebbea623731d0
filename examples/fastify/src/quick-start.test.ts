import { expect, test } from "vitest";
import { app } from "./quick-start.js";

test("one line measures a Fastify service", async () => {
  expect((await app.inject("/users/7")).json()).toEqual({ id: "7" });
  const { payload } = await app.inject("/metrics");
  expect(payload).toContain('http_requests_total{method="GET",path="/users/:id",status="200"} 1');
  await app.close();
});
