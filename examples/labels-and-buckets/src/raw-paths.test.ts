import { parseExposition, sampleValue } from "@routemetrics/core/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { app } from "./raw-paths.js";
import { serve } from "./serve.js";

test("raw paths end at the limit, and the totals stay right", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { url, close } = await serve(app);
  onTestFinished(close);
  for (let id = 0; id < 80; id++) await fetch(`${url}/page/${id}`);

  const text = await (await fetch(`${url}/metrics`)).text();
  const totals = parseExposition(text).filter(({ name }) => name === "http_requests_total");
  expect(totals.length).toBeLessThanOrEqual(51);
  expect(totals.reduce((sum, { value }) => sum + value, 0)).toBe(80);
  const overflow = totals.filter(({ labels }) => labels.path === "<overflow>");
  expect(overflow.reduce((sum, { value }) => sum + value, 0)).toBe(30);
  expect(sampleValue(text, "routemetrics_series_overflow_total")).toBeGreaterThan(0);
  expect(warn).toHaveBeenCalledTimes(1);
});
