import { expect, test } from "vitest";
import { bucketIndex, MAX_SCHEMA, MIN_SCHEMA, upperBound } from "./bucket-index.js";
import { SCHEMA_8_BOUNDS } from "./schema-8-bounds.js";

const SMALLEST_NORMAL = 2 ** -1022;

const schemas = Array.from({ length: MAX_SCHEMA - MIN_SCHEMA + 1 }, (_, i) => MIN_SCHEMA + i);

test.each(schemas)(
  "schema %i: every boundary belongs to its bucket, its neighbours to theirs",
  (schema) => {
    const lowest = bucketIndex(Number.MIN_VALUE, schema);
    const highest = bucketIndex(Number.MAX_VALUE, schema);
    const wrong: number[] = [];
    for (let index = lowest; index <= highest; index++) {
      const bound = upperBound(index, schema);
      // Below this a boundary may not be a number there is.
      if (bound < SMALLEST_NORMAL) continue;
      if (bucketIndex(bound, schema) !== index) wrong.push(index);
      if (index < highest && bucketIndex(nextUp(bound), schema) !== index + 1) wrong.push(index);
    }
    expect(wrong).toEqual([]);
    expect(upperBound(highest, schema)).toBe(Number.MAX_VALUE);
    expect(bucketIndex(Number.POSITIVE_INFINITY, schema)).toBe(highest + 1);
  },
);

test.each(schemas)("schema %i: any number lies between the bounds of its bucket", (schema) => {
  const wrong: number[] = [];
  for (let i = 0; i < 5000; i++) {
    const value = randomDouble();
    const index = bucketIndex(value, schema);
    if (!(value <= upperBound(index, schema) && value > upperBound(index - 1, schema)))
      wrong.push(value);
  }
  expect(wrong).toEqual([]);
});

test("the boundaries of schema 8 are close to the powers they stand for", () => {
  SCHEMA_8_BOUNDS.forEach((bound, i) => {
    expect(Math.abs(bound / 2 ** (i / 256 - 1) - 1)).toBeLessThan(1e-15);
  });
});

const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);

function nextUp(value: number): number {
  float[0] = value;
  bits[0] = (bits[0] as bigint) + 1n;
  return float[0] as number;
}

/** Any bit pattern of a positive, finite number above zero. */
function randomDouble(): number {
  for (;;) {
    bits[0] =
      (BigInt(Math.floor(Math.random() * 2 ** 31)) << 32n) |
      BigInt(Math.floor(Math.random() * 2 ** 32));
    const value = float[0] as number;
    if (Number.isFinite(value) && value > 0) return value;
  }
}
