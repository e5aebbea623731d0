import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { Counter } from "prom-client";
import { expect, onTestFinished, test, vi } from "vitest";
import { sendOnce } from "./shop.js";

test.skipIf(requireBinary("prometheus"))("each receiver gets the metrics of the shop", async () => {
  new Counter({ name: "sold_total", help: "Sold." }).inc(3);
  const prometheus = await startPrometheus({ args: ["--web.enable-remote-write-receiver"] });
  onTestFinished(() => prometheus.stop());
  const folder = await mkdtemp(join(tmpdir(), "shop-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  let lines = "";
  const graphite = createServer((socket) => {
    socket.on("data", (data) => {
      lines += data;
    });
  }).listen(0, "127.0.0.1");
  await once(graphite, "listening");
  onTestFinished(() => void graphite.close());

  await sendOnce({
    remoteWrite: `${prometheus.url}/api/v1/write`,
    textfile: join(folder, "shop.prom"),
    graphitePort: (graphite.address() as AddressInfo).port,
  });

  const sold = await prometheus.query('last_over_time(sold_total{job="shop"}[1m])');
  expect(sold.map(({ value }) => value)).toEqual([3]);
  expect(await readFile(join(folder, "shop.prom"), "utf8")).toContain("sold_total 3\n");
  await vi.waitFor(() => expect(lines).toMatch(/^sold_total 3 \d+$/m));
});
