import { fileURLToPath } from "node:url";
import {
  requireBinary,
  startPrometheus,
  startPushgateway,
} from "@routemetrics/conformance/servers";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
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
  let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
  let gateway: Awaited<ReturnType<typeof startPushgateway>>;
  let folder: string;
  beforeAll(async () => {
    [prometheus, gateway] = await Promise.all([
      startPrometheus({ args: ["--web.enable-remote-write-receiver"] }),
      startPushgateway(),
    ]);
  });
  afterAll(() => Promise.all([prometheus.stop(), gateway.stop()]));
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => removeFolder(folder));

  /** Workers whose series have this `job`. */
  async function startGroup(job: string, count: number, own: Record<string, string> = {}) {
    const env = { RECEIVER: `${prometheus.url}/api/v1/write`, GATEWAY: gateway.url, JOB: job };
    const group = new WorkerGroup(folder, { ...env, ...own }, WORKER);
    onTestFinished(() => group.stop());
    await group.start(count);
    const query = async (promql: string) =>
      (await prometheus.query(promql.replace("JOB", `job="${job}"`))).map(({ value }) => value);
    const leader = async () => {
      const leads = await Promise.all(group.workers.map((worker) => ask(worker.own, "/leader")));
      expect(leads.filter((one) => one === "true")).toHaveLength(1);
      return group.workers[leads.indexOf("true")] as RunningWorker;
    };
    return { group, query, leader };
  }

  test("has one worker that pushes for all; when it is killed the next one goes on", async () => {
    const { group, query, leader } = await startGroup("killed", 3);
    const stored = (value: number) =>
      vi.waitFor(async () => expect(await query("requests_total{JOB}")).toEqual([value]), 20_000);

    for (const { own } of [...group.workers, ...group.workers]) await ask(own);
    await stored(6);
    for (const { own } of group.workers) await ask(own, "/push");
    expect(await gateway.metrics()).toContain('requests_total{instance="",job="killed"} 6');

    await group.kill((await leader()).pid);
    for (const { own } of group.workers) await ask(own);
    await stored(8);
    for (const { own } of group.workers) await ask(own, "/push");
    expect(await gateway.metrics()).toContain('requests_total{instance="",job="killed"} 8');
    expect(await query("resets(requests_total{JOB}[5m])")).toEqual([0]);
    expect(await query('count({__name__="requests_total", JOB})')).toEqual([1]);
  });

  test("a leader that stops in order ends no series: the next one goes on, and the last one ends them", async () => {
    // Nobody sends by itself: what is there was sent when a worker stopped.
    const { group, query, leader } = await startGroup("stopped", 3, { EVERY: "3600" });
    let requests = 0;
    for (const left of [2, 1, 0]) {
      for (const { own } of group.workers) await ask(own);
      requests += 3;
      const stopping = await leader();
      await ask(stopping.own, "/stop");
      const total = "last_over_time(requests_total{JOB}[5m])";
      expect(await query(total)).toEqual([requests]);
      expect(await query("requests_total{JOB}")).toEqual(left > 0 ? [requests] : []);
      if (left > 0) expect((await leader()).pid).not.toBe(stopping.pid);
    }
    expect(await query("resets(requests_total{JOB}[5m])")).toEqual([0]);
  });

  test("when all stop at once, one of them sends what all have counted, and ends the series", async () => {
    const { group, query } = await startGroup("together", 4, { EVERY: "3600" });
    for (const { own } of group.workers) await ask(own);
    const [first] = group.workers as [RunningWorker];
    await ask(first.own, "/flush");
    for (const { own } of group.workers) await ask(own);
    await Promise.all(group.workers.map(({ own }) => ask(own, "/stop")));
    expect(await query("last_over_time(requests_total{JOB}[5m])")).toEqual([8]);
    expect(await query("requests_total{JOB}")).toEqual([]);
    const [, ...others] = group.workers;
    for (const { pid } of others) await group.kill(pid);
    expect(await ask(first.own, "/leader")).toBe("true");
  });

  test("a worker that has stopped leads no more, though it lives on", async () => {
    const { group, query, leader } = await startGroup("lives-on", 3);
    const [first, second, third] = group.workers as [RunningWorker, RunningWorker, RunningWorker];
    await ask(second.own, "/stop");
    await group.kill(first.pid);
    expect((await leader()).pid).toBe(third.pid);
    await ask(second.own);
    await vi.waitFor(async () => expect(await query("requests_total{JOB}")).toEqual([1]), 20_000);
  });

  test("when all are told to end at once, the Pushgateway has what all have counted", async () => {
    const { group } = await startGroup("at-exit", 4, { EVERY: "3600", AT_EXIT: "yes" });
    for (const { own } of group.workers) await ask(own);
    await Promise.all(group.workers.map(({ pid }) => group.kill(pid, "SIGTERM")));
    expect(await gateway.metrics()).toContain('requests_total{instance="",job="at-exit"} 4');
  });
});
