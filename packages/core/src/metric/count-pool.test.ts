import { expect, test } from "vitest";
import { CountPool, mayOverflow, runLength } from "./count-pool.js";

const read = ({ counts, at }: { counts: ArrayLike<number>; at: number }, length: number) =>
  Array.from({ length }, (_, index) => counts[at + index]);

/** Counts as a series does. */
function add(pool: CountPool, run: ReturnType<CountPool["allocate"]>, index: number) {
  const count = (run.counts[run.at + index] as number) + 1;
  run.counts[run.at + index] = count;
  if (!mayOverflow(count) || run.counts[run.at + index] === count) return run;
  return pool.widen(run, 3, index, count);
}

test.each([{ limit: 2 ** 8 }, { limit: 2 ** 16 }, { limit: 2 ** 32 }])(
  "counts go on beyond $limit",
  ({ limit }) => {
    const pool = new CountPool();
    let run = pool.allocate(3);
    // The run becomes as wide as it has to be for the count just below.
    for (let bits = 8; 2 ** bits < limit; bits *= 2) run = pool.widen(run, 3, 1, 2 ** bits);
    run.counts[run.at] = 7;
    run.counts[run.at + 1] = limit - 1;
    run = add(pool, add(pool, run, 1), 1);
    expect(read(run, 3)).toEqual([7, limit + 1, 0]);
  },
);

test("runs do not share counts, and one given back is used again from zero", () => {
  const pool = new CountPool();
  const runs = Array.from({ length: 200 }, () => pool.allocate(15));
  runs.forEach((run, index) => {
    run.counts.fill(index, run.at, run.at + runLength(15));
  });
  expect(runs.map((run) => read(run, 15))).toEqual(
    runs.map((_, index) => new Array(15).fill(index)),
  );
  const [first, second] = runs as [(typeof runs)[0], (typeof runs)[0]];
  pool.release(first, 15);
  const again = pool.allocate(16);
  expect(again.counts).toBe(first.counts);
  expect(again.at).toBe(first.at);
  expect(read(again, 16)).toEqual(new Array(16).fill(0));
  expect(read(second, 15)).toEqual(new Array(15).fill(1));
});

test("runs of any page are used again, and none twice", () => {
  const pool = new CountPool();
  const runs = Array.from({ length: 5000 }, () => pool.allocate(15));
  for (const [index, run] of runs.entries()) run.counts[run.at] = index % 100;
  const kept = runs.splice(0, 2500);
  for (const run of runs) pool.release(run, 15);
  const pages = new Set([...kept, ...runs].map(({ counts }) => counts));
  expect(pages.size).toBeGreaterThan(3);
  const again = runs.map(() => pool.allocate(15));
  for (const run of again) {
    expect(pages).toContain(run.counts);
    expect(run.counts[run.at]).toBe(0);
    run.counts[run.at] = 255;
  }
  expect(kept.map((run) => run.counts[run.at])).toEqual(kept.map((_, index) => index % 100));
  expect(again.every((run) => run.counts[run.at] === 255)).toBe(true);
});
