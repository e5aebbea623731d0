import { expect, test } from "vitest";
import { MetricsError } from "./errors.js";

test("an error carries its code and its cause", () => {
  const cause = new Error("why");
  const error = new MetricsError("RM_ERR_INVALID_NAME", '"a b" is not a metric name', { cause });
  expect(error).toMatchObject({ name: "MetricsError", code: "RM_ERR_INVALID_NAME", cause });
});
