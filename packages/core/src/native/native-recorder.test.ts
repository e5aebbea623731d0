import { afterEach, describe, expect, test, vi } from "vitest";
import { CountPool } from "../metric/count-pool.js";
import { type NativeHistogramOptions, nativeConfig } from "./native-options.js";
import { newNativeReading } from "./native-reading.js";
import { NativeRecorder } from "./native-recorder.js";

function record(values: readonly number[], options?: NativeHistogramOptions): NativeRecorder {
  const recorder = new NativeRecorder({ config: nativeConfig(options), pool: new CountPool() });
  for (const value of values) recorder.observe(value);
  return recorder;
}

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  [1.1, 3],
  [1.2, 2],
  [1.5, 1],
  [2, 0],
  [1.02, 6],
  [1.002, 8],
  [1.0001, 8],
  [1e6, -4],
  [65536, -4],
])("a factor of %d gives schema %i", (factor, schema) => {
  expect(nativeConfig({ factor }).schema).toBe(schema);
});

test.each([
  { factor: 1 },
  { factor: Number.NaN },
  { factor: Number.POSITIVE_INFINITY },
  { maxBuckets: -1 },
  { maxBuckets: 1.5 },
  { zeroThreshold: -1 },
  { maxZeroThreshold: Number.NaN },
  { minResetInterval: Number.POSITIVE_INFINITY },
])("%o is refused", (options) => {
  expect(() => nativeConfig(options)).toThrow(
    expect.objectContaining({ code: "RM_ERR_INVALID_OPTION" }),
  );
});

test("values count in the bucket of their sign, near zero in the zero bucket, NaN in none", () => {
  const recorder = record([1, 1.5, 2, 2, -4, 0, -0, 1e-40, Number.NaN, Infinity, -Infinity], {
    factor: 2,
  });
  expect(recorder.snapshot()).toEqual({
    schema: 0,
    zeroThreshold: 2 ** -128,
    zeroCount: 3,
    positive: { indices: [0, 1, 1025], counts: [1, 3, 1] },
    negative: { indices: [2, 1025], counts: [1, 1] },
    exemplars: [],
  });
});

test("a reading that is used again has nothing of the histogram before", () => {
  const others = [
    record([1, 2, 3, -1, -8, 0]),
    // Too far apart for a window.
    record([1e-9, 1, 1e9]),
    record([5]),
    record([1, 2, 4, 8], { maxBuckets: 2, maxZeroThreshold: 1 }),
    record([]),
  ];
  others[2]?.addExemplar({ labels: { trace_id: "a" }, value: 5, timestamp: 1 });
  const reading = newNativeReading();
  for (const before of others) {
    for (const recorder of others) {
      before.read(reading);
      recorder.read(reading);
      expect(reading).toEqual(recorder.snapshot());
    }
  }
});

test("a reset leaves nothing behind", () => {
  const recorder = record([1, 2, 3, -1, 0], { maxBuckets: 2 });
  recorder.reset();
  expect(recorder.snapshot()).toEqual(record([]).snapshot());
});

describe("with too many buckets", () => {
  test("the resolution is halved, one step per observation", () => {
    const values = Array.from({ length: 40 }, (_, i) => 1.1 ** i);
    const { schema, positive } = record(values, { maxBuckets: 10 }).snapshot();
    expect(schema).toBe(0);
    expect(positive).toEqual({
      indices: [0, 1, 2, 3, 4, 5, 6],
      counts: [1, 7, 7, 7, 8, 7, 3].slice(0, 7),
    });
  });

  test("the zero bucket widens first, as far as it may", () => {
    const recorder = record([0.1, 0.2, -0.1, 1, 2], {
      factor: 2,
      maxBuckets: 3,
      maxZeroThreshold: 0.3,
    });
    expect(recorder.snapshot()).toMatchObject({
      schema: 0,
      zeroThreshold: 0.125,
      zeroCount: 2,
      positive: { indices: [-2, 0, 1], counts: [1, 1, 1] },
      negative: { indices: [], counts: [] },
    });
  });

  test("a histogram that is old enough asks to start anew", () => {
    vi.useFakeTimers({ now: 0 });
    const recorder = record([1, 2], { maxBuckets: 2, minResetInterval: 60 });
    vi.setSystemTime(59_000);
    expect(recorder.observe(4)).toBe(false);
    expect(recorder.snapshot().schema).toBeLessThan(3);
    vi.setSystemTime(60_000);
    expect(recorder.observe(1)).toBe(true);
    recorder.reset();
    expect(recorder.observe(1)).toBe(false);
    expect(recorder.snapshot()).toMatchObject({ schema: 3, positive: { counts: [1] } });
  });

  test("a young one starts anew as soon as it may", () => {
    vi.useFakeTimers({ now: 0 });
    const recorder = record([1, 2, 4], { maxBuckets: 2, minResetInterval: 60 });
    expect(recorder.snapshot().schema).toBeLessThan(3);
    vi.setSystemTime(61_000);
    expect(recorder.observe(1)).toBe(true);
  });
});

describe("exemplars", () => {
  const exemplar = (value: number, timestamp: number) => ({
    labels: { id: `${value}` },
    value,
    timestamp,
  });
  const kept = (recorder: NativeRecorder) =>
    recorder.snapshot().exemplars.map(({ value }) => value);

  test("are sorted by value; one without a time is not kept", () => {
    const recorder = record([]);
    for (const value of [3, 1, 2]) recorder.addExemplar(exemplar(value, 1));
    recorder.addExemplar({ labels: {}, value: 9 });
    expect(kept(recorder)).toEqual([1, 2, 3]);
  });

  test("of eleven, the older of the two closest goes", () => {
    const recorder = record([]);
    for (let i = 0; i < 10; i++) recorder.addExemplar(exemplar(2 ** i, i));
    recorder.addExemplar(exemplar(33, 10));
    expect(kept(recorder)).toEqual([1, 2, 4, 8, 16, 33, 64, 128, 256, 512]);
  });

  test("of eleven, the oldest goes when it is older than five minutes", () => {
    const recorder = record([]);
    for (let i = 0; i < 10; i++) recorder.addExemplar(exemplar(2 ** i, i === 3 ? 0 : 200));
    recorder.addExemplar(exemplar(33, 301));
    expect(kept(recorder)).toEqual([1, 2, 4, 16, 32, 33, 64, 128, 256, 512]);
  });
});
