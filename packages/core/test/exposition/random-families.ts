import type {
  Exemplar,
  HistogramValue,
  Labels,
  MetricFamily,
  SummaryValue,
  ValueSeries,
} from "@routemetrics/core";
import { CountPool } from "../../src/metric/count-pool.js";
import { nativeConfig } from "../../src/native/native-options.js";
import { NativeRecorder } from "../../src/native/native-recorder.js";
import type { Random } from "./random.js";

/** Few, so that derived names clash. */
const NAMES = ["a", "a_b", "b", "_x", "A1", "http_requests", "le"];
const SUFFIXES = [
  "",
  "",
  "",
  "_total",
  "_info",
  "_count",
  "_sum",
  "_bucket",
  "_created",
  "_seconds",
];
const LABEL_NAMES = ["method", "path", "a", "_b", "__c", "le", "quantile", "http_requests", "A"];
const TEXTS = [
  "",
  " ",
  "GET",
  "/users/:id",
  '"',
  "\\",
  "\n",
  "\\n",
  '\\"',
  "\r\n",
  "\t",
  "\u0001",
  "é€😀",
  "\u2028\u2029",
  "\ud800",
  "# EOF",
  "}",
  "{",
  ',a="b"',
  " # {} 1",
  "=",
  "x".repeat(300),
  "__proto__",
];
// Python's parser ends the labels of an exemplar at the first brace, even within quotes.
const EXEMPLAR_TEXTS = TEXTS.filter((text) => !/[{}]/.test(text));
const VALUES = [
  0,
  -0,
  1,
  -1,
  0.1,
  1e-7,
  5e-324,
  1e21,
  2 ** 53,
  1.7976931348623157e308,
  123456789,
  1e9,
  999999999,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** The families of one registry, with names, labels and values that are as unpleasant as they may be. */
export function randomFamilies(random: Random): MetricFamily[] {
  const families = new Map<string, MetricFamily>();
  for (let i = random.below(8); i > 0; i--) {
    const family = randomFamily(random);
    if (!families.has(family.name)) families.set(family.name, family);
  }
  return [...families.values()];
}

function randomFamily(random: Random): MetricFamily {
  const type = random.pick([
    "counter",
    "gauge",
    "histogram",
    "summary",
    "info",
    "stateset",
    "unknown",
  ] as const);
  const stem = random.pick(NAMES) + random.pick(SUFFIXES);
  const name = type === "info" && random.chance(0.8) ? `${stem}_info` : stem;
  const base = {
    name: type === "counter" && random.chance(0.7) ? `${stem}_total` : name,
    help: random.pick(TEXTS),
    ...(random.chance(0.4) && { unit: random.pick(["seconds", "b"]) }),
  };
  const labelSets = randomLabelSets(
    random,
    type === "histogram" ? "le" : type === "summary" ? "quantile" : base.name,
  );
  const times = {
    ...(random.chance(0.7) && { created: 1_700_000_000 + random.below(1000) / 8 }),
    ...(random.chance(0.2) && { timestamp: 1_700_000_000 + random.below(8000) / 8 }),
  };
  switch (type) {
    case "histogram": {
      const upperBounds = randomBounds(random);
      const isNative = random.chance(0.5);
      const series = labelSets.map((labels) => ({
        ...times,
        labels,
        histogram: randomHistogram(random, upperBounds, isNative),
      }));
      return { ...base, type, series };
    }
    case "summary": {
      const series = labelSets.map((labels) => ({
        ...times,
        labels,
        summary: randomSummary(random),
      }));
      return { ...base, type, series };
    }
    case "stateset": {
      const states = ["starting", 'a "b"', "\\"];
      const series = labelSets.flatMap((labels) =>
        states.map((state, i) => ({
          labels: { ...labels, [base.name]: state },
          value: i === 1 ? 1 : 0,
        })),
      );
      return { ...base, type, series };
    }
    default: {
      const series = labelSets.map((labels): ValueSeries => {
        const value = type === "info" ? 1 : random.pick(VALUES);
        const exemplar = random.chance(0.5) && { exemplar: randomExemplar(random) };
        if (type !== "counter") return { ...times, labels, value };
        return { ...times, ...exemplar, labels, value: Number.isNaN(value) ? 3 : Math.abs(value) };
      });
      return { ...base, type, series };
    }
  }
}

function randomLabelSets(random: Random, reserved: string): Labels[] {
  const names = LABEL_NAMES.filter((name) => name !== reserved && random.chance(0.25));
  const sets = new Map<string, Labels>();
  for (let i = random.below(4); i > 0; i--) {
    const labels = Object.fromEntries(names.map((name) => [name, random.pick(TEXTS)]));
    // A lone half of a surrogate pair and U+FFFD become the same bytes; empty is the same as absent.
    sets.set(JSON.stringify(Object.values(labels)), labels);
  }
  return [...sets.values()];
}

function randomBounds(random: Random): number[] {
  const bounds = [-5, -1, 0, 1e-5, 0.005, 0.1, 0.25, 1, 2.5, 10, 100000, 1e6, 1234567.5, 1e21];
  const low = random.chance(0.8) ? 3 : 0;
  return bounds.slice(low).filter(() => random.chance(0.5));
}

function randomHistogram(
  random: Random,
  upperBounds: readonly number[],
  isNative: boolean,
): HistogramValue {
  const counts = new Array<number>(upperBounds.length + 1).fill(0);
  const exemplars = counts.map(() => (random.chance(0.2) ? randomExemplar(random) : undefined));
  const recorder = new NativeRecorder({
    config: nativeConfig({
      factor: 1.01 + random.next(),
      zeroThreshold: random.pick([0, 2 ** -128, 0.01]),
    }),
    pool: new CountPool(),
  });
  let sum = 0;
  let count = 0;
  for (let i = random.below(30); i > 0; i--) {
    const value = random.pick([
      0,
      0.3,
      random.next() * 10,
      random.next() * 1e7,
      ...(random.chance(0.1) ? [-2, Number.NaN] : []),
    ]);
    const bucket = upperBounds.findIndex((bound) => value <= bound);
    const at = bucket < 0 ? upperBounds.length : bucket;
    counts[at] = (counts[at] as number) + 1;
    recorder.observe(value);
    recorder.addExemplar({ labels: { id: `${i}` }, value, timestamp: 1_700_000_000 + i });
    sum += value;
    count++;
  }
  return {
    upperBounds,
    counts,
    exemplars,
    sum,
    count,
    ...(isNative && { native: recorder.snapshot() }),
  };
}

function randomSummary(random: Random): SummaryValue {
  return {
    count: random.below(1000),
    sum: random.pick([0, 12.5, 1e21, -3, Number.NaN]),
    quantiles: [0, 0.5, 0.99, 1]
      .filter(() => random.chance(0.5))
      .map((quantile) => ({ quantile, value: random.pick([Number.NaN, 0, 1.5, -2]) })),
  };
}

function randomExemplar(random: Random): Exemplar {
  return {
    labels: Object.fromEntries(
      ["trace_id", "b"]
        .filter(() => random.chance(0.6))
        .map((name) => [name, random.pick(EXEMPLAR_TEXTS)]),
    ),
    value: random.pick([0, 1.5, -1, 1e21]),
    ...(random.chance(0.7) && { timestamp: 1_700_000_000 + random.below(8000) / 8 }),
  };
}
