import { expect, test } from "vitest";
import { ExactSum } from "./exact-sum.js";

function sum(numbers: readonly number[]): number {
  const total = new ExactSum();
  for (const number of numbers) total.add(number);
  return total.value;
}

test("the order of adding makes no difference", () => {
  const numbers = Array.from({ length: 50 }, (_, index) => Math.sin(index) * 10 ** (index % 20));
  const expected = sum(numbers);
  for (let turn = 0; turn < 50; turn++) {
    numbers.push(numbers.shift() as number);
    expect(sum(numbers)).toBe(expected);
  }
});

test("what is smaller than the last digit is not lost", () => {
  expect(sum([0.1, 0.2, 0.3])).toBe(0.6);
  expect(sum([1e100, 1, -1e100])).toBe(1);
  expect(sum(new Array(10).fill(0.1))).toBe(1);
  expect(sum([1e16, 1, 1e-16])).toBe(10000000000000002);
  expect(sum([])).toBe(0);
});

test("what is infinite or no number stays so", () => {
  expect(sum([1, Infinity, 2])).toBe(Infinity);
  expect(sum([Infinity, -Infinity])).toBeNaN();
  expect(sum([1e308, 1e308])).toBe(Infinity);
});

test("a sum goes on from its parts, and is told by its value alone where that is exact", () => {
  const first = new ExactSum();
  for (const number of [1e16, 1, 1]) first.add(number);
  const second = new ExactSum();
  second.add(first.value, first.parts);
  second.add(-1e16);
  expect(second.value).toBe(2);
  expect(second.parts).toBeUndefined();
  second.clear();
  expect(second.value).toBe(0);
});
