import {
  Counter,
  Gauge,
  gather,
  Histogram,
  type MetricFamily,
  registerCollector,
  renderOpenMetrics,
  renderText,
  targetInfo,
} from "@routemetrics/core";
import { sampleValue } from "@routemetrics/core/testing";
import { Registry } from "prom-client";
import { expect, vi } from "vitest";
import type { Checks } from "./application.js";

const help = "Help.";
const textOf = async (registry: Registry, names?: string[]) =>
  renderText((await gather(registry, names && { names })).families).toString();

export const registries: Checks = {
  async C15() {
    const registry = new Registry();
    const gauge = new Gauge({ name: "g", help, registry: null });
    registry.registerMetric(gauge as never);
    expect(await textOf(registry)).toContain("g 0");
    registry.removeSingleMetric("g");
    expect(await textOf(registry)).toBe("");
  },
  C16() {
    const registry = new Registry();
    const options = { name: "h", help, registry, labelNames: ["a"] };
    expect(new Histogram(options)).toBe(new Histogram(options));
    for (const name of ["h", "h_bucket", "h_sum", "h_count", "h_created"]) {
      expect(() => new Gauge({ name, help, registry })).toThrow(
        expect.objectContaining({
          code: "RM_ERR_DUPLICATE_METRIC",
          message: expect.stringMatching(new RegExp(`gauge ${name}\\{.*histogram h\\{a`)),
        }),
      );
    }
  },
  async C17() {
    const registry = new Registry();
    const family: MetricFamily = {
      name: "queue",
      type: "gauge",
      help,
      series: [{ labels: { name: "mails" }, value: 3, timestamp: 5 }],
    };
    const counted: MetricFamily = {
      name: "sent_total",
      type: "counter",
      help,
      series: [
        { labels: {}, value: 1, created: 4, exemplar: { labels: { trace_id: "t" }, value: 1 } },
      ],
    };
    const describe = () => [family, counted];
    const collect = vi.fn(async () => [family, counted]);
    const remove = registerCollector({ describe, collect }, registry);
    registerCollector({ collect: () => Promise.reject(new Error("down")) }, registry);
    expect(await textOf(registry)).toContain('queue{name="mails"} 3 5000');
    const openmetrics = renderOpenMetrics((await gather(registry)).families, { created: true });
    expect(openmetrics).toContain('sent_total 1 # {trace_id="t"} 1');
    expect(openmetrics).toContain("sent_created 4");
    collect.mockClear();
    await textOf(registry, ["other"]);
    expect(collect).not.toHaveBeenCalled();
    expect(() => registerCollector({ describe, collect: () => [] }, new Registry())).not.toThrow();
    remove();
    expect(await textOf(registry)).toBe("");
  },
  async C18() {
    const registry = new Registry();
    new Counter({ name: "a", help, registry });
    new Histogram({ name: "h", help, registry, buckets: [1] });
    const names = ["h_count"];
    const { families } = await gather(registry, { names });
    expect(renderText(families).toString()).toMatch(/^# HELP h .*\n# TYPE h \w+\nh_count 0\n$/);
    expect((await gather(registry, { names: ["missing"] })).families).toEqual([]);
  },
  async C19() {
    const registry = new Registry();
    const labels = { service_version: "1" };
    targetInfo({ service_version: "0" }, registry);
    targetInfo(labels, registry);
    expect(await textOf(registry)).toContain(
      '# TYPE target_info gauge\ntarget_info{service_version="1"} 1',
    );
    expect(renderOpenMetrics((await gather(registry)).families)).toContain("# TYPE target info\n");
    expect(() => new Gauge({ name: "target_info", help, registry })).toThrow(/clashes/);
  },
  async C20() {
    const registry = new Registry();
    const [name, labels] = ["c_total", { a: "x" }];
    new Counter({ name: "c", help, registry, labelNames: ["a"] }).labels({ a: "x" }).inc(4);
    const text = await textOf(registry);
    expect(sampleValue(text, name, labels)).toBe(4);
    expect(sampleValue(text, name, { a: "y" })).toBeUndefined();
  },
};
