import { expect, test } from "vitest";
import { add, bucketsOf, type Distribution, quantile, subtract } from "./distribution.js";

const classic = (...counts: number[]): Distribution => ({
  bounds: [0.1, 0.2, 1],
  counts: new Map(counts.entries()),
});
const native = (schema: number, counts: Record<number, number>): Distribution => ({
  schema,
  bounds: [],
  counts: new Map(Object.entries(counts).map(([k, count]) => [Number(k), count])),
});

test.each([
  { q: 0.5, counts: [4, 0, 0, 0], value: 0.05 },
  { q: 0.5, counts: [2, 2, 0, 0], value: 0.1 },
  { q: 0.75, counts: [2, 2, 0, 0], value: 0.15 },
  { q: 0.99, counts: [1, 0, 0, 9], value: 1 },
])("the quantile $q of classic buckets $counts is $value", ({ q, counts, value }) => {
  expect(quantile(classic(...counts), q)).toBeCloseTo(value);
});

test("a quantile of nothing is undefined", () => {
  expect(quantile(classic(0, 0, 0, 0), 0.5)).toBeUndefined();
  expect(quantile(undefined, 0.5)).toBeUndefined();
});

test("native buckets are interpolated exponentially", () => {
  expect(quantile(native(0, { 1: 10 }), 0.5)).toBeCloseTo(Math.SQRT2);
});

test("native buckets of different resolution meet at the coarser one", () => {
  const fine = native(1, { 1: 1, 2: 2, 3: 4 });
  const sum = add(add(undefined, fine), native(0, { 1: 8 }));
  expect(fine.counts.get(1)).toBe(1);
  expect(bucketsOf(sum)).toEqual([
    { lower: 1, upper: 2, count: 11 },
    { lower: 2, upper: 4, count: 4 },
  ]);
});

test("a histogram that lowered its resolution is compared at the new one", () => {
  expect(bucketsOf(subtract(native(0, { 1: 5 }), native(1, { 1: 1, 2: 1 })))).toEqual([
    { lower: 1, upper: 2, count: 3 },
  ]);
});
