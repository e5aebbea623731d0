import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type PrometheusServer,
  type PushgatewayServer,
  requireBinary,
  startPrometheus,
  startPushgateway,
} from "@routemetrics/conformance/servers";
import { register } from "prom-client";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runAdviser } from "./adviser.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const path = (relative: string) => `${root}/${relative}`;
const run = promisify(execFile);

describe.skipIf(requireBinary("prometheus", "prometheus-pushgateway"))("adviser", () => {
  let gateway: PushgatewayServer;
  let prometheus: PrometheusServer;
  beforeAll(async () => {
    await run(process.execPath, [
      path("node_modules/typescript/bin/tsc"),
      ...["-b", path("packages/workflow"), path("examples/workflow")],
    ]);
    gateway = await startPushgateway();
    prometheus = await startPrometheus({
      config: {
        global: { scrape_interval: "1s" },
        scrape_configs: [
          {
            job_name: "pushgateway",
            honor_labels: true,
            static_configs: [{ targets: [new URL(gateway.url).host] }],
          },
        ],
      },
    });
  }, 120_000);
  afterAll(async () => {
    await prometheus?.stop();
    await gateway?.stop();
  });
  beforeEach(() => register.resetMetrics());

  const value = async (promql: string) => (await prometheus.query(promql))[0]?.value;

  test("run as a function, its metrics arrive in Prometheus", async () => {
    expect(await runAdviser(gateway.url, () => "advice")).toBe("advice");
    await expect(
      runAdviser(gateway.url, () => Promise.reject(new Error("no advice"))),
    ).rejects.toThrow("no advice");
    await prometheus.scraped();
    const job = 'job="adviser"';
    expect(await value(`status_counter{${job},status="Succeeded"}`)).toBe(1);
    expect(await value(`status_counter{${job},status="Failed"}`)).toBe(1);
    expect(await value(`task_status_counter{${job},status="Failed"}`)).toBe(1);
    expect(await value(`duration_seconds_histogram_count{${job}}`)).toBe(1);
    expect(await value(`task_duration_seconds_histogram_bucket{${job},le="900"}`)).toBe(1);
  });

  test("run by the command line, the metrics are the same", async () => {
    const { stdout } = await run(process.execPath, [
      path("packages/workflow/dist/cli/main.js"),
      ...["run", "--spec", path("examples/workflow/adviser.yaml")],
      ...["--workflow", "adviser", "--task", "advise"],
      ...["--push", gateway.url, "--push-job", "by-command-line"],
      ...["--", process.execPath, path("examples/workflow/dist/advise.js")],
    ]);
    expect(stdout).toBe("use fewer dependencies\n");
    await prometheus.scraped();
    const job = 'job="by-command-line"';
    expect(await value(`status_counter{${job},status="Succeeded"}`)).toBe(1);
    expect(await value(`task_status_counter{${job},status="Succeeded"}`)).toBe(1);
    const buckets = await prometheus.query(`duration_seconds_histogram_bucket{${job}}`);
    expect(buckets.map(({ labels }) => labels.le)).toEqual(
      expect.arrayContaining(["5", "10", "30", "60", "120", "180", "300", "600", "900", "+Inf"]),
    );
    expect(await value(`task_duration_seconds_histogram_sum{${job}}`)).toBeGreaterThan(0.05);
  });

  test("every panel of the dashboard shows something", async () => {
    const { panels } = JSON.parse(readFileSync(path("examples/workflow/dashboard.json"), "utf8"));
    for (const { title, targets } of panels) {
      expect(await prometheus.query(targets[0].expr), title).not.toEqual([]);
    }
  });
});
