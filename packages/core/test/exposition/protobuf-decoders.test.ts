import {
  type Exemplar,
  type HistogramSeries,
  type MetricFamily,
  renderProtobuf,
  renderText,
} from "@routemetrics/core";
import { type ParsedSample, parseExposition } from "@routemetrics/core/testing";
import { describe, expect, test } from "vitest";
import { decodeWithBufbuild, decodeWithProtobufjs, type Message } from "./client-model.js";
import { Random } from "./random.js";
import { randomFamilies } from "./random-families.js";

const REGISTRIES = 400;
const registries = Array.from({ length: REGISTRIES }, (_, seed) =>
  randomFamilies(new Random(seed)),
);

describe.each([
  ["protobufjs", decodeWithProtobufjs],
  ["@bufbuild/protobuf", decodeWithBufbuild],
])("decoded with %s", (_, decode) => {
  test(`${REGISTRIES} random registries have the samples of the text`, () => {
    registries.forEach((families, seed) => {
      const samples = decode(renderProtobuf(families)).flatMap(samplesOf);
      expect(samples, `seed ${seed}`).toEqual(
        parseExposition(renderText(families)).map(withNumbers),
      );
    });
  });

  test("help, unit, created times, exemplars and native buckets are those of the families", () => {
    registries.forEach((families, seed) => {
      const decoded = new Map(
        decode(renderProtobuf(families)).map((family) => [family.name, family]),
      );
      for (const family of families) {
        const message = decoded.get(family.name);
        if (message === undefined) continue;
        expect(message.help ?? "").toBe(wellFormed(family.help));
        expect(message.unit || undefined).toBe(family.unit);
        expect(lists(message.metric).map(extrasOf), `seed ${seed}`).toEqual(
          family.series.map((series) => expectedExtras(family, series)),
        );
      }
    });
  });
});

function lists(value: unknown): Message[] {
  return (value ?? []) as Message[];
}

function samplesOf(family: Message): ParsedSample[] {
  return lists(family.metric).flatMap((metric) => {
    const labels = labelsOf(metric.label);
    const time = metric.timestampMs ? { timestamp: metric.timestampMs as number } : {};
    const sample = (suffix: string, value: unknown, own = {}): ParsedSample => ({
      name: `${family.name}${suffix}`,
      labels: { ...labels, ...own },
      // The text has no negative zero.
      value: ((value ?? 0) as number) + 0,
      ...time,
    });
    const { counter, gauge, untyped, summary, histogram } = metric as Record<string, Message>;
    if (histogram) {
      const { count, sum } = histogram;
      const buckets = lists(histogram.bucket);
      const rest = buckets.length === 0 ? [{ upperBound: Infinity, cumulativeCount: count }] : [];
      return [
        ...[...buckets, ...rest].map(({ upperBound, cumulativeCount }) =>
          sample("_bucket", cumulativeCount, { le: String(upperBound ?? 0) }),
        ),
        sample("_sum", sum),
        sample("_count", count),
      ];
    }
    if (summary) {
      return [
        ...lists(summary.quantile).map(({ quantile, value }) =>
          sample("", value, { quantile: String(quantile ?? 0) }),
        ),
        sample("_sum", summary.sum),
        sample("_count", summary.count),
      ];
    }
    return [sample("", (counter ?? gauge ?? untyped)?.value)];
  });
}

/** Bounds and quantiles as JavaScript writes them, -0 as 0. */
function withNumbers(sample: ParsedSample): ParsedSample {
  const { labels, name, value } = sample;
  const le = name.endsWith("_bucket") && labels.le === "+Inf" ? { le: "Infinity" } : {};
  return { ...sample, labels: { ...labels, ...le }, value };
}

function extrasOf(metric: Message): object {
  const { counter, summary, histogram } = metric as Record<string, Message>;
  const value = counter ?? summary ?? histogram;
  return {
    created: timeOf(value?.created),
    exemplar: exemplarOf(counter?.exemplar),
    bucketExemplars: lists(histogram?.bucket).map(({ exemplar }) => exemplarOf(exemplar)),
    native: histogram && nativeOf(histogram),
  };
}

function expectedExtras(family: MetricFamily, series: MetricFamily["series"][number]): object {
  const hasCreated = ["counter", "summary", "histogram"].includes(family.type);
  const histogram = family.type === "histogram" ? (series as HistogramSeries).histogram : undefined;
  const { native } = histogram ?? {};
  return {
    created: hasCreated ? series.created : undefined,
    exemplar: "exemplar" in series ? shortOnly(series.exemplar) : undefined,
    bucketExemplars: histogram?.upperBounds.length
      ? histogram.counts.map((_, i) => shortOnly(histogram.exemplars?.[i]))
      : [],
    native: histogram && (native ?? NO_NATIVE),
  };
}

const NO_NATIVE = {
  schema: 0,
  zeroThreshold: 0,
  zeroCount: 0,
  positive: { indices: [], counts: [] },
  negative: { indices: [], counts: [] },
  exemplars: [],
};

function nativeOf(histogram: Message): object {
  return {
    schema: histogram.schema ?? 0,
    zeroThreshold: histogram.zeroThreshold ?? 0,
    zeroCount: histogram.zeroCount ?? 0,
    positive: bucketsOf(lists(histogram.positiveSpan), lists(histogram.positiveDelta)),
    negative: bucketsOf(lists(histogram.negativeSpan), lists(histogram.negativeDelta)),
    exemplars: lists(histogram.exemplars).map(exemplarOf),
  };
}

/** Undoes spans and deltas; the buckets that only fill a gap are left out. */
function bucketsOf(spans: readonly Message[], deltas: readonly unknown[]): object {
  const buckets: [number, number][] = [];
  let index = 0;
  let count = 0;
  let next = 0;
  for (const { offset, length } of spans as { offset?: number; length?: number }[]) {
    index += offset ?? 0;
    for (let i = 0; i < (length ?? 0); i++, index++) {
      count += deltas[next++] as number;
      if (count > 0) buckets.push([index, count]);
    }
  }
  expect(next).toBe(deltas.length);
  return { indices: buckets.map(([at]) => at), counts: buckets.map(([, many]) => many) };
}

function exemplarOf(message: unknown): Exemplar | undefined {
  if (!message) return undefined;
  const { label, value, timestamp } = message as Message;
  const time = timeOf(timestamp);
  return {
    labels: labelsOf(label),
    value: (value ?? 0) as number,
    ...(time !== undefined && { timestamp: time }),
  };
}

/** As exposed: left out when its labels are too long. */
function shortOnly(exemplar: Exemplar | undefined): Exemplar | undefined {
  if (!exemplar || Object.entries(exemplar.labels).flat().join("").length > 128) return undefined;
  const labels = Object.entries(exemplar.labels).map(([name, value]) => [name, wellFormed(value)]);
  return { ...exemplar, labels: Object.fromEntries(labels) };
}

function labelsOf(pairs: unknown): Record<string, string> {
  return Object.fromEntries(lists(pairs).map(({ name, value }) => [name, value ?? ""]));
}

function timeOf(message: unknown): number | undefined {
  if (!message) return undefined;
  const { seconds, nanos } = message as { seconds?: number; nanos?: number };
  return (seconds ?? 0) + (nanos ?? 0) / 1e9;
}

/** What UTF-8 makes of half a surrogate pair. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
