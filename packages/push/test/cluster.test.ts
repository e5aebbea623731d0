import { fileURLToPath } from "node:url";
import {
  requireBinary,
  startPrometheus,
  startPushgateway,
} from "@routemetrics/conformance/servers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  ask,
  type RunningWorker,
  removeFolder,
  temporaryFolder,
  WorkerGroup,
} from "../../core/test/processes/worker-group.js";

const WORKER = fileURLToPath(new URL("programs/pushing-worker.mjs", import.meta.url));
const isMissing = requireBinary("prometheus") || requireBinary("prometheus-pushgateway");

describe.skipIf(isMissing)("a cluster", () => {
  test("has one worker that pushes for all; when it is killed the next one goes on", async () => {
    const [prometheus, gateway] = await Promise.all([
      startPrometheus({ args: ["--web.enable-remote-write-receiver"] }),
      startPushgateway(),
    ]);
    const folder = temporaryFolder();
    const env = { RECEIVER: `${prometheus.url}/api/v1/write`, GATEWAY: gateway.url };
    const group = new WorkerGroup(folder, env, WORKER);
    onTestFinished(async () => {
      await group.stop();
      await Promise.all([prometheus.stop(), gateway.stop()]);
      removeFolder(folder);
    });
    await group.start(3);
    const query = async (promql: string) =>
      (await prometheus.query(promql)).map(({ value }) => value);
    const stored = (value: number) =>
      vi.waitFor(async () => expect(await query("requests_total")).toEqual([value]), 20_000);

    for (const { own } of [...group.workers, ...group.workers]) await ask(own);
    await stored(6);
    for (const { own } of group.workers) await ask(own, "/push");
    expect(await gateway.metrics()).toContain('requests_total{instance="",job="shop"} 6');

    const leads = await Promise.all(group.workers.map(({ own }) => ask(own, "/leader")));
    await group.kill((group.workers[leads.indexOf("true")] as RunningWorker).pid);
    for (const { own } of group.workers) await ask(own);
    await stored(8);
    for (const { own } of group.workers) await ask(own, "/push");
    expect(await gateway.metrics()).toContain('requests_total{instance="",job="shop"} 8');
    expect(await query("resets(requests_total[5m])")).toEqual([0]);
    expect(await query('count({__name__="requests_total"})')).toEqual([1]);

    // Each of them stops in order: the last one ends the series.
    for (const { own } of [...group.workers].reverse()) await ask(own, "/stop");
    await vi.waitFor(async () => expect(await query("requests_total")).toEqual([]));
  });
});
