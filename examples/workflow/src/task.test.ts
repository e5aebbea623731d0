import { register } from "prom-client";
import { expect, test } from "vitest";
import "./task.js";

test("what a task says of itself is in its metrics", async () => {
  const text = await register.metrics();
  expect(text).toMatch(/^task_status_counter\{.*status="Skipped".*\} 1$/m);
});
