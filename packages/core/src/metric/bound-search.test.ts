import { expect, test } from "vitest";
import { BoundSearch } from "./bound-search.js";

test.each([
  { given: "the usual bounds", bounds: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  { given: "bounds close together", bounds: [1, 1.01, 1.02, 1.03, 1.031, 1.5] },
  { given: "bounds far apart", bounds: [5e-324, 1e-200, 1, 1e200, Number.MAX_VALUE] },
  { given: "negative bounds", bounds: [-5, -1, 0, 1, 5] },
  { given: "zero first", bounds: [0, 1, 2] },
  { given: "one bound", bounds: [3] },
  { given: "no bound", bounds: [] },
])("with $given every value is in the bucket of the first bound not below it", ({ bounds }) => {
  const search = new BoundSearch(bounds);
  const around = bounds.flatMap((bound) => [bound, bound * (1 - 2 ** -53), bound * (1 + 2 ** -52)]);
  const edges = [0, -0, -1, Number.NaN, Infinity, -Infinity, 5e-324, Number.MAX_VALUE];
  const spread = Array.from({ length: 2000 }, (_, i) => 1.02 ** (i - 1000));
  for (const value of [...around, ...edges, ...spread]) {
    const expected = bounds.findIndex((bound) => value <= bound);
    expect(search.find(value), String(value)).toBe(expected === -1 ? bounds.length : expected);
  }
});
