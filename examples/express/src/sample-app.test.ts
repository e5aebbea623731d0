import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { app } from "./sample-app.js";

test("the sample application measures what it says", async () => {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scrape = async () => (await fetch(`${url}/metrics`)).text();

  for (const path of ["/", "/", "/skip", "/items/a", "/items/a", "/items/b", "/status/201"]) {
    await fetch(url + path);
  }
  const slow = fetch(`${url}/long-running`);
  await vi.waitFor(async () => expect(await scrape()).toContain("in_progress 1"));
  await slow;
  await vi.waitFor(async () => expect(await scrape()).toContain("in_progress 0"));
  const text = await scrape();
  expect(text).toContain(`app_info{version="1.0.3"} 1`);
  expect(text).toContain(`http_requests_total{method="GET",path="/",status="200"} 2`);
  expect(text).toContain(`invocation_by_type_total{item_type="a"} 2`);
  expect(text).toContain(`invocation_by_type_total{item_type="b"} 1`);
  expect(text).toContain(`requests_by_status_count{status="201"} 1`);
  expect(text).toContain(`requests_by_status_and_path_count{status="201",path="/status/201"} 1`);
  const routes = text.match(/^http_requests_total.*path="\/(skip|items|status).*/gm);
  expect(routes).toBeNull();
});
