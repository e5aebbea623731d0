import {
  Counter,
  Gauge,
  gather,
  Histogram,
  Info,
  type MetricFamily,
  registerCollector,
  renderOpenMetrics,
  renderText,
  StateSet,
  Summary,
} from "@routemetrics/core";
import { Registry } from "prom-client";
import { expect } from "vitest";
import type { Checks } from "./application.js";

const help = "Help.";
const lines = async (registry: Registry): Promise<string[]> =>
  renderText((await gather(registry)).families)
    .toString()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
const refused = (code: string) => expect.objectContaining({ code });

export const metricsAndLabels: Checks = {
  C1() {
    const registry = new Registry();
    const [name, labelNames, namespace, subsystem, unit] = [
      "size",
      ["a"],
      "n",
      "s",
      "bytes",
    ] as const;
    const counter = new Counter({ name, help, labelNames, namespace, subsystem, unit, registry });
    expect(counter.name).toBe("n_s_size_bytes_total");
    expect(registry.getSingleMetric("n_s_size_bytes_total")).toBe(counter);
    for (const Metric of [Gauge, Histogram, Summary]) {
      const metric = new Metric({
        name,
        help: "",
        labelNames,
        namespace,
        subsystem,
        unit,
        registry,
      });
      expect(metric.name).toBe("n_s_size_bytes");
      registry.clear();
    }
    expect(() => new Info({ name, help, registry, unit } as never)).toThrow(/unit/);
    expect(() => new StateSet({ name, help, registry, unit, states: ["a"] } as never)).toThrow(
      /unit/,
    );
    expect(new Counter({ name, help, registry: null }).name).toBe("size_total");
  },
  C2() {
    const make = (name: string, labelNames: string[] = []) => {
      new Histogram({ name, help, labelNames, registry: new Registry() });
    };
    for (const name of ["1st", "größe", ""]) {
      expect(() => make(name)).toThrow(refused("RM_ERR_INVALID_NAME"));
    }
    for (const labelNames of [["__x"], ["le"], ["a", "a"], ["ü"]]) {
      expect(() => make("ok", labelNames)).toThrow(refused("RM_ERR_INVALID_LABEL"));
    }
  },
  async C3() {
    const registry = new Registry();
    const c = new Counter({ name: "c", help, registry, warn() {} });
    const [amount, exemplar] = [2, { trace_id: "t" }];
    c.inc(amount, exemplar);
    c.inc();
    c.inc(-1);
    c.inc("7" as never);
    expect(await lines(registry)).toEqual(["c_total 3"]);
    c.reset();
    expect(await lines(registry)).toEqual(["c_total 0"]);
  },
  async C4() {
    const registry = new Registry();
    const g = new Gauge({ name: "g", help, registry, labelNames: ["a"] });
    const plain = new Gauge({ name: "plain", help, registry });
    const read = { g: g.labels({ a: 1 }) };
    read.g.set(5);
    read.g.inc();
    read.g.dec(2);
    plain.setToCurrentTime();
    const [series, now] = await lines(registry);
    expect(series).toBe('g{a="1"} 4');
    expect(Number(now?.split(" ")[1])).toBeCloseTo(Date.now() / 1000, -1);
    g.labels({ a: 1 }).setFunction(() => 42);
    plain.setFunction(() => 7);
    plain.set(1);
    expect(await lines(registry)).toEqual(['g{a="1"} 42', "plain 7"]);
  },
  async C5() {
    const registry = new Registry();
    const s = new Summary({ name: "s", help, registry });
    s.observe(2);
    s.observe(3);
    new Summary({ name: "q", help, registry, percentiles: [0.5] }).observe(1);
    expect(await lines(registry)).toEqual([
      "s_sum 5",
      "s_count 2",
      'q{quantile="0.5"} 1',
      "q_sum 1",
      "q_count 1",
    ]);
  },
  async C6() {
    const registry = new Registry();
    const h = new Histogram({ name: "h", help, registry, buckets: [1, 2] });
    const [v, exemplar] = [1.5, { trace_id: "t" }];
    h.observe(v, exemplar);
    expect(await lines(registry)).toEqual([
      'h_bucket{le="1"} 0',
      'h_bucket{le="2"} 1',
      'h_bucket{le="+Inf"} 1',
      "h_sum 1.5",
      "h_count 1",
    ]);
    const python = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    expect(new Histogram({ name: "d", help, registry: null }).upperBounds).toEqual(python);
    for (const buckets of [[], [Infinity], [2, 1]]) {
      expect(() => new Histogram({ name: "x", help, registry, buckets })).toThrow(
        refused("RM_ERR_INVALID_BUCKETS"),
      );
    }
  },
  async C7() {
    const registry = new Registry();
    const [name, values] = ["build", { version: "1.2", branch: null }];
    const info = new Info({ name, help, registry });
    expect(await lines(registry)).toEqual(["build_info 1"]);
    info.info(values);
    expect(await lines(registry)).toEqual(['build_info{version="1.2",branch=""} 1']);
    const { families } = await gather(registry);
    expect(renderOpenMetrics(families)).toContain("# TYPE build info\n");
  },
  async C8() {
    const registry = new Registry();
    const states = ["starting", "running"] as const;
    const task = new StateSet({ name: "task", help, registry, states });
    expect(await lines(registry)).toEqual(['task{task="starting"} 1', 'task{task="running"} 0']);
    task.state("running");
    expect(await lines(registry)).toEqual(['task{task="starting"} 0', 'task{task="running"} 1']);
    expect(() => task.state("lost" as never)).toThrow(refused("RM_ERR_INVALID_VALUE"));
    expect(renderOpenMetrics((await gather(registry)).families)).toContain("# TYPE task stateset");
  },
  async C9() {
    const registry = new Registry();
    const h = new Histogram({ name: "h", help, registry, nativeHistogram: true });
    h.observe(1);
    const [family] = (await gather(registry)).families;
    expect(family).toMatchObject({ series: [{ histogram: { native: { schema: 3 } } }] });
  },
  async C10() {
    const registry = new Registry();
    const family: MetricFamily = {
      name: "foreign",
      help,
      type: "unknown",
      series: [{ labels: {}, value: 1 }],
    };
    registerCollector({ collect: () => [family] }, registry);
    const { families } = await gather(registry);
    expect(renderText(families).toString()).toContain("# TYPE foreign untyped\nforeign 1\n");
    expect(renderOpenMetrics(families)).toContain("# TYPE foreign unknown\n");
  },
  async C11() {
    const registry = new Registry();
    const x = new Counter({ name: "x", help, registry, labelNames: ["k"] });
    x.labels({ k: "a" });
    x.labels({ k: null });
    x.labels({ k: true }).inc();
    expect(await lines(registry)).toEqual([
      'x_total{k="a"} 0',
      'x_total{k=""} 0',
      'x_total{k="true"} 1',
    ]);
    for (const wrong of [{}, { k: 1, l: 1 }, "a"]) {
      expect(() => x.labels(wrong as never)).toThrow(refused("RM_ERR_INVALID_LABEL"));
    }
    expect(() => x.inc()).toThrow(refused("RM_ERR_INVALID_USE"));
  },
  C12() {
    const x = new Gauge({ name: "x", help, registry: null, labelNames: ["k"], ttl: 60 });
    x.labels({ k: "a" }).set(1);
    expect([x.remove({ k: "a" }), x.remove({ k: "a" })]).toEqual([true, false]);
  },
  C13() {
    const x = new Gauge({ name: "x", help, registry: null, labelNames: ["k", "l"] });
    for (const k of ["a", "b"]) for (const l of [1, 2]) x.labels({ k, l });
    expect([x.removeBy({ k: "a" }), x.removeBy({ k: "z" }), x.removeBy({})]).toEqual([2, 0, 0]);
    expect(() => x.removeBy({ other: 1 } as never)).toThrow(refused("RM_ERR_INVALID_LABEL"));
  },
  async C14() {
    const registry = new Registry();
    const x = new Gauge({ name: "x", help, registry, labelNames: ["k"] });
    x.labels({ k: "a" });
    x.clear();
    const y = new Counter({ name: "y", help, registry });
    y.inc(3);
    y.clear();
    expect(await lines(registry)).toEqual(["y_total 0"]);
  },
};
