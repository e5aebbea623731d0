import { toSpans } from "@routemetrics/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CountPool } from "../../src/metric/count-pool.js";
import { nativeConfig } from "../../src/native/native-options.js";
import { NativeRecorder } from "../../src/native/native-recorder.js";
import { buildGoProgram, missingGo } from "./go-program.js";
import { Random } from "./random.js";

interface Scenario {
  readonly factor: number;
  readonly maxBuckets: number;
  readonly zeroThreshold: number;
  readonly maxZeroThreshold: number;
  readonly values: readonly number[];
}

describe.skipIf(missingGo())("client_golang", () => {
  let program: ReturnType<typeof buildGoProgram>;
  beforeAll(() => {
    program = buildGoProgram("native-histogram");
  }, 300_000);
  afterAll(() => program?.remove());

  test.each([
    ["without a limit of buckets, any schema", 1500, unlimited],
    ["with a limit of buckets", 1500, limited],
  ])("has the same buckets after the same observations: %s", (_, count, scenario) => {
    const scenarios = Array.from({ length: count }, (_, seed) => scenario(new Random(seed)));
    const theirs = program.run(scenarios.map(encode).join("\n")).trimEnd().split("\n");
    scenarios.forEach((one, seed) => {
      const state = record(one);
      // Its version in Debian is known to be wrong for schemas below 0.
      if (state.schema < 0) return;
      expect(state, `seed ${seed}`).toEqual(JSON.parse(theirs[seed] as string));
    });
  });
});

function unlimited(random: Random): Scenario {
  const factor = random.pick([1.1, 1.02, 1.5, 2, 1.0001, 1 + random.next()]);
  return {
    factor,
    maxBuckets: 0,
    maxZeroThreshold: 0,
    zeroThreshold: randomThreshold(random),
    values: randomValues(random, true),
  };
}

function limited(random: Random): Scenario {
  return {
    factor: random.pick([1.1, 1.02, 1.2, 1.001]),
    maxBuckets: 5 + random.below(160),
    zeroThreshold: randomThreshold(random),
    maxZeroThreshold: random.pick([0, 1e-3, 1, 100]),
    values: randomValues(random, false),
  };
}

function randomThreshold(random: Random): number {
  return random.pick([2 ** -128, 0, 1e-3, random.next()]);
}

function randomValues(random: Random, withExtremes: boolean): number[] {
  const spread = random.pick([0.5, 3, 10, ...(withExtremes ? [700] : [])]);
  return Array.from({ length: random.below(400) }, () => {
    if (withExtremes && random.chance(0.03))
      return random.pick([Infinity, -Infinity, Number.NaN, 5e-324, -1e-310]);
    if (random.chance(0.03)) return 0;
    const value = Math.exp((random.next() - 0.5) * 2 * spread);
    return random.chance(0.2) ? -value : random.chance(0.1) ? 2 ** random.below(8) : value;
  });
}

function record({ values, ...options }: Scenario): { schema: number } {
  const recorder = new NativeRecorder({ config: nativeConfig(options), pool: new CountPool() });
  for (const value of values) recorder.observe(value);
  const { schema, zeroThreshold, zeroCount, positive, negative } = recorder.snapshot();
  const [above, below] = [toSpans(positive), toSpans(negative)];
  return {
    schema,
    zeroThreshold: bits(zeroThreshold),
    zeroCount,
    positiveSpans: above.spans,
    positiveDeltas: above.deltas,
    negativeSpans: below.spans,
    negativeDeltas: below.deltas,
  } as { schema: number };
}

function encode({ maxBuckets, values, factor, zeroThreshold, maxZeroThreshold }: Scenario): string {
  return JSON.stringify({
    maxBuckets,
    values: values.map(bits),
    factor: bits(factor),
    zeroThreshold: bits(zeroThreshold),
    maxZeroThreshold: bits(maxZeroThreshold),
  });
}

function bits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16);
}
