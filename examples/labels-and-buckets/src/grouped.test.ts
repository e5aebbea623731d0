import { parseExposition } from "@routemetrics/core/testing";
import { expect, onTestFinished, test } from "vitest";
import { app } from "./grouped.js";
import { serve } from "./serve.js";

test("a proxy has one path for each service behind it", async () => {
  const { url, close } = await serve(app);
  onTestFinished(close);
  for (const path of ["/billing/invoices/1", "/billing/invoices/2", "/news", "/shop/1"]) {
    await fetch(url + path);
  }
  const text = await (await fetch(`${url}/metrics`)).text();
  const totals = parseExposition(text).filter(({ name }) => name === "http_requests_total");
  expect(totals.map(({ labels, value }) => [labels.path, value])).toEqual([
    ["/billing/*", 2],
    ["/*", 2],
  ]);
});
