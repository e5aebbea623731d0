import { register } from "prom-client";
import { expect, test } from "vitest";
import "./task.js";

test("what a task says of itself is in its metrics", async () => {
  const text = await register.metrics();
  expect(text).toMatch(/^task_status_counter\{.*status="Skipped".*\} 1$/m);
  // Only successful tasks are timed.
  expect(text).not.toMatch(/^task_duration_seconds_histogram_count.* [1-9]/m);
});
