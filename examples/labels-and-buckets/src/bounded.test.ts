import { type ParsedSample, parseExposition, sampleValue } from "@routemetrics/core/testing";
import { expect, onTestFinished, test } from "vitest";
import { app } from "./bounded.js";
import { serve } from "./serve.js";

test("whatever clients invent, the series stay few and every request counts", async () => {
  const { url, close } = await serve(app);
  onTestFinished(close);
  for (let id = 0; id < 40; id++) {
    await fetch(`${url}/search?q=${id}`, { headers: { "x-plan": `invented-${id}` } });
    await fetch(`${url}/scan/${id}.php`);
  }
  await fetch(`${url}/search`, { headers: { "x-plan": "team" } });

  const text = await (await fetch(`${url}/metrics`)).text();
  const totals = parseExposition(text).filter(({ name }) => name === "http_requests_total");
  expect(totals.map(({ labels, value }) => [labels, value])).toEqual([
    [{ method: "GET", path: "/search", status: "2xx", plan: "none" }, 40],
    [{ method: "GET", path: "<unmatched>", status: "4xx", plan: "none" }, 40],
    [{ method: "GET", path: "/search", status: "2xx", plan: "team" }, 1],
  ] satisfies [ParsedSample["labels"], number][]);
  expect(sampleValue(text, "routemetrics_series_overflow_total")).toBeUndefined();
});
