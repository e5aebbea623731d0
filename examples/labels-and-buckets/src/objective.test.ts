import { requireBinary, startPrometheus } from "@routemetrics/conformance/servers";
import { parseExposition } from "@routemetrics/core/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { app, charge } from "./objective.js";
import { serve } from "./serve.js";

const bounds = (text: string, name: string) =>
  parseExposition(text)
    .filter((sample) => sample.name === `${name}_bucket`)
    .map(({ labels }) => Number(labels.le?.replace("+Inf", "Infinity")));

test("the objective and four times it are buckets", async () => {
  const { url, close } = await serve(app);
  onTestFinished(close);
  await fetch(`${url}/charges`, { method: "POST" });
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(bounds(text, "http_request_duration_seconds")).toEqual([
    0.01,
    0.05,
    0.1,
    0.3,
    0.5,
    1,
    1.2,
    5,
    Number.POSITIVE_INFINITY,
  ]);
  expect(bounds(text, "charge_seconds").slice(0, -1)).toEqual([0.1, 0.2, 0.4, 0.8, 1.6, 3.2]);
});

/** 1,000 durations between 0.2 and 1.2 seconds, all equally frequent. */
const DURATIONS = Array.from({ length: 1000 }, (_, i) => 0.2 + i / 1000);
const P90 = 1.1;

test.skipIf(requireBinary("prometheus"))(
  "a native p90 is within 5 %, a classic one within its bucket",
  async () => {
    const { url, close } = await serve(app);
    onTestFinished(close);
    const of = async (feature: string[]) => {
      const targets = [`${url}/metrics`];
      const prometheus = await startPrometheus({ targets, features: feature });
      onTestFinished(() => prometheus.stop());
      return prometheus;
    };
    const [classic, native] = await Promise.all([of([]), of(["native-histograms"])]);
    for (const seconds of DURATIONS) charge.observe(seconds);

    const answer = async (server: typeof native, query: string) =>
      vi.waitFor(
        async () => {
          const [sample] = await server.query(query);
          expect(sample?.value).toBeGreaterThan(0);
          return sample?.value as number;
        },
        { timeout: 20_000, interval: 250 },
      );
    const fromNative = await answer(native, "histogram_quantile(0.9, charge_seconds)");
    expect(Math.abs(fromNative - P90) / P90).toBeLessThan(0.05);
    const fromClassic = await answer(classic, "histogram_quantile(0.9, charge_seconds_bucket)");
    expect(fromClassic).toBeGreaterThan(0.8);
    expect(fromClassic).toBeLessThan(1.6);
    expect(Math.abs(fromClassic - P90) / P90).toBeGreaterThan(0.05);
  },
);
