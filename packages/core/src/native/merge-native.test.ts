import { describe, expect, test } from "vitest";
import { CountPool } from "../metric/count-pool.js";
import { mergeNative } from "./merge-native.js";
import { type NativeHistogramOptions, nativeConfig } from "./native-options.js";
import { NativeRecorder } from "./native-recorder.js";

function record(values: readonly number[], options?: NativeHistogramOptions) {
  const recorder = new NativeRecorder({ config: nativeConfig(options), pool: new CountPool() });
  for (const value of values) recorder.observe(value);
  return recorder.snapshot();
}

function randomValues(count: number): number[] {
  return Array.from({ length: count }, () => {
    const kind = Math.random();
    if (kind < 0.1) return 0;
    const value = Math.exp((Math.random() - 0.5) * 40);
    return kind < 0.3 ? -value : value;
  });
}

test("two halves make what one histogram of everything would be", () => {
  for (let round = 0; round < 200; round++) {
    const [first, second] = [randomValues(50), randomValues(50)];
    const options = { maxBuckets: 0, factor: 1.02 + Math.random() };
    const merged = mergeNative(record(first, options), record(second, options));
    expect(merged).toEqual(record([...first, ...second], options));
  }
});

describe("with other resolutions and zero buckets", () => {
  test("the coarser schema and the wider zero bucket stand", () => {
    const fine = record([0.01, 0.3, 1, 1.05, 8, -0.01], { factor: 1.02 });
    const coarse = record([0.2, 5, -3], { factor: 2, zeroThreshold: 0.25 });
    expect(mergeNative(fine, coarse)).toMatchObject({
      schema: 0,
      zeroThreshold: 0.25,
      zeroCount: 3,
      positive: { indices: [-1, 0, 1, 3], counts: [1, 1, 1, 2] },
      negative: { indices: [2], counts: [1] },
    });
  });

  test("a zero bucket that ends within a populated bucket swallows it", () => {
    const a = record([0.4, 3], { factor: 2 });
    const b = record([0.1, 9], { factor: 2, zeroThreshold: 0.3 });
    expect(mergeNative(a, b)).toMatchObject({ zeroThreshold: 0.5, zeroCount: 2 });
  });

  test("no observation is lost, whichever way round", () => {
    for (let round = 0; round < 200; round++) {
      const options = () => ({
        factor: 1.005 + Math.random() * 3,
        maxBuckets: 5 + Math.floor(Math.random() * 100),
        zeroThreshold: Math.random() < 0.5 ? 2 ** -128 : Math.random(),
        maxZeroThreshold: Math.random() < 0.5 ? 0 : 1,
      });
      const [a, b] = [record(randomValues(80), options()), record(randomValues(120), options())];
      const merged = mergeNative(a, b);
      const total = [...merged.positive.counts, ...merged.negative.counts, merged.zeroCount].reduce(
        (x, y) => x + y,
        0,
      );
      expect(total).toBe(200);
      expect(mergeNative(b, a)).toEqual(merged);
    }
  });
});
