import { Registry } from "prom-client";
import { beforeEach, expect, test, vi } from "vitest";
import { gather } from "../exposition/gather.js";
import { Histogram } from "../metric/histogram.js";
import type { HistogramFamily } from "../metric-family.js";
import type { RegistryLike } from "../registry-like.js";
import type { NativeHistogramOptions } from "./native-options.js";

let registry: RegistryLike;

beforeEach(() => {
  registry = new Registry() as unknown as RegistryLike;
});

const make = (nativeHistogram: NativeHistogramOptions) =>
  new Histogram({ name: "h", help: "H", registry, nativeHistogram });

async function exposed() {
  const { families } = await gather(registry);
  const [series] = (families[0] as HistogramFamily).series;
  return { created: series?.created, ...series?.histogram };
}

test("zeroThreshold says what counts as zero", async () => {
  const histogram = make({ zeroThreshold: 0.01 });
  for (const value of [0.005, 0.01, 0.02]) histogram.observe(value);
  expect((await exposed()).native).toMatchObject({ zeroThreshold: 0.01, zeroCount: 2 });
});

test("maxZeroThreshold lets the zero bucket widen before the resolution falls", async () => {
  const histogram = make({ factor: 2, maxBuckets: 2, maxZeroThreshold: 1 });
  for (const value of [0.5, 2, 4]) histogram.observe(value);
  expect((await exposed()).native).toMatchObject({ schema: 0, zeroThreshold: 0.5, zeroCount: 1 });
});

test("minResetInterval starts all of the histogram anew, with the last observation", async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  try {
    const histogram = make({ factor: 2, maxBuckets: 2, minResetInterval: 60 });
    for (const value of [1, 2]) histogram.observe(value);
    vi.setSystemTime(1_100_000);
    histogram.observe(4);
    expect(await exposed()).toMatchObject({ count: 1, sum: 4, created: 1100 });
  } finally {
    vi.useRealTimers();
  }
});

test("what there is not is refused by name", () => {
  expect(() => make({ resetInterval: 1 } as never)).toThrow(/"resetInterval".*minResetInterval/);
});
