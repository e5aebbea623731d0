/** A tenth of the work: for a look, and for busy machines. */
export const isQuick = process.env.BENCH_QUICK === "1";

/** Medians of interleaved rounds, so that a slow moment of the machine meets every case alike. */
export async function interleave(cases, { rounds = isQuick ? 5 : 21, warmUp = 3 } = {}) {
  const names = Object.keys(cases);
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const cost = await cases[name]();
      if (round >= 0) measured[name].push(cost);
    }
  }
  return Object.fromEntries(names.map((name) => [name, summary(measured[name])]));
}

/** CPU nanoseconds per operation of `run(operations)`. */
export async function cpuNanoseconds(run, operations) {
  const before = process.cpuUsage();
  await run(operations);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / operations;
}

/** Median, and half of the distance between the quartiles: as it is, and in percent of the median. */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part) => sorted[Math.floor((sorted.length - 1) * part)];
  const median = at(0.5);
  const halfRange = (at(0.75) - at(0.25)) / 2;
  return { median, halfRange, spread: median === 0 ? 0 : (halfRange / median) * 100 };
}
