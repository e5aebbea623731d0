import { runBin } from "@routemetrics/conformance/run-bin";
import { expect, onTestFinished, test, vi } from "vitest";
import { startSearch } from "./search.js";
import { startShop } from "./shop.js";
import { startTraffic } from "./traffic.js";

test("the doctor has nothing to say of services that are measured well", async () => {
  const services = [await startShop(), await startSearch()];
  const stopTraffic = startTraffic(services);
  onTestFinished(async () => {
    stopTraffic();
    for (const service of services) await service.stop();
  });

  for (const { url } of services) {
    // Until there is enough to say something about the buckets.
    await vi.waitFor(async () => expect(await requests(url)).toBeGreaterThan(40), 20_000);
    const { output } = await runBin("routemetrics-doctor", [`${url}/metrics`, "--slo", "0.3"]);
    expect(output).toMatch(/^0 errors, 0 warnings, 0 notes\./);
  }
});

async function requests(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.split("\n").reduce((sum, line) => {
    const count = /^http_requests_total\{.*\} (\d+)$/.exec(line)?.[1];
    return sum + Number(count ?? 0);
  }, 0);
}
