import { startServer } from "@routemetrics/core";
import { expect, onTestFinished, test } from "vitest";
import { processRequest } from "./process-requests.js";

test("a timed function shows in the scrape of the standalone server", async () => {
  const server = await startServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => server.close());
  for (let i = 0; i < 3; i++) await processRequest(0.001);
  const text = await (await fetch(server.url)).text();
  expect(text).toContain("# TYPE request_processing_seconds summary");
  expect(text).toContain("request_processing_seconds_count 3");
  expect(text).toContain("# TYPE process_cpu_seconds_total counter");
});
