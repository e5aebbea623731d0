import { expect, test } from "vitest";
import { addExactly, roundedSum } from "./exact-sum.js";

const sum = (numbers: readonly number[]) => roundedSum(numbers.reduce<number[]>(addExactly, []));

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
