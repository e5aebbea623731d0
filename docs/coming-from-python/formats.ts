import {
  Counter,
  createMetrics,
  gather,
  Histogram,
  renderOpenMetrics,
  renderText,
} from "@routemetrics/core";
import { parseExposition } from "@routemetrics/core/testing";
import { Registry } from "prom-client";
import { expect } from "vitest";
import { alone, type Checks } from "./application.js";

const help = "Help.";

async function asAsked(): Promise<void> {
  const m = createMetrics(alone());
  new Counter({ name: "c", help, registry: m.registry });
  const names = ["c_total"];
  const acceptEncoding = "identity";
  const ask = async (accept: string) => {
    const { contentType, body } = await m.render({ accept, acceptEncoding, names });
    return [contentType.split(";")[0], body.toString()];
  };
  const text = ["text/plain", "# HELP c_total Help.\n# TYPE c_total counter\nc_total 0\n"];
  expect(await ask("text/html")).toEqual(text);
  expect(await ask("application/openmetrics-text;q=0, text/plain")).toEqual(text);
  expect(await ask("Application/OpenMetrics-Text; version=1.0.0")).toEqual([
    "application/openmetrics-text",
    "# TYPE c counter\n# HELP c Help.\nc_total 0\n# EOF\n",
  ]);
}

export const formats: Checks = {
  async C25() {
    const registry = new Registry();
    const c = new Counter({ name: "c", help, registry });
    c.inc(1, { trace_id: "t" });
    c.inc(1, { trace_id: "x".repeat(121) });
    const h = new Histogram({ name: "h", help, registry, buckets: [1] });
    h.observe(0.5, { trace_id: "u" });
    const { families } = await gather(registry);
    const openmetrics = renderOpenMetrics(families);
    expect(openmetrics).toMatch(/^c_total 2 # \{trace_id="t"\} 1 \d/m);
    expect(openmetrics).toMatch(/^h_bucket\{le="1(\.0)?"\} 1 # \{trace_id="u"\} 0\.5 \d/m);
    expect(renderText(families).toString()).not.toContain("trace_id");
    expect(() => createMetrics({ ...alone(), exemplars: true })).not.toThrow();
  },
  async C26() {
    const registry = new Registry();
    new Counter({ name: "c", help, registry });
    const { families } = await gather(registry);
    expect(renderOpenMetrics(families)).not.toContain("_created");
    expect(renderOpenMetrics(families, { created: true })).toMatch(/^c_created \d+/m);
    expect(renderText(families).toString()).not.toContain("_created");
  },
  C27: asAsked,
  async C28() {
    const registry = new Registry();
    new Counter({ name: "c", help: "A \\ and\na line.", registry, labelNames: ["a"] })
      .labels({ a: 'q"\\\n' })
      .inc(1e9);
    const text = renderText((await gather(registry)).families).toString();
    expect(text).toBe(
      '# HELP c_total A \\\\ and\\na line.\n# TYPE c_total counter\nc_total{a="q\\"\\\\\\n"} 1000000000\n',
    );
  },
  async C29() {
    const registry = new Registry();
    new Counter({ name: "c", help, registry, unit: "bytes" });
    const { families } = await gather(registry);
    expect(renderOpenMetrics(families)).toBe(
      "# TYPE c_bytes counter\n# UNIT c_bytes bytes\n# HELP c_bytes Help.\nc_bytes_total 0\n# EOF\n",
    );
  },
  C31: asAsked,
  async C32() {
    const encodings = async (compression: boolean) => {
      const m = createMetrics({ ...alone(), compression });
      for (let i = 0; i < 50; i++) m.counter(`c_${i}`, "One of many.");
      const ask = async (acceptEncoding: string) =>
        (await m.render({ acceptEncoding })).contentEncoding;
      return [await ask("gzip"), await ask("GZIP;q=0.5"), await ask("gzip;q=0"), await ask("br")];
    };
    expect(await encodings(true)).toEqual(["gzip", "gzip", undefined, undefined]);
    expect(await encodings(false)).toEqual([undefined, undefined, undefined, undefined]);
  },
  async C41() {
    const text = 'a_total{x="1"} 2\n# HELP b B.\nb 3 1000\n';
    expect(parseExposition(text)).toEqual([
      { name: "a_total", labels: { x: "1" }, value: 2 },
      { name: "b", labels: {}, value: 3, timestamp: 1000 },
    ]);
    expect(() => parseExposition("a{")).toThrow();
  },
};
