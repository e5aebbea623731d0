import { collectGarbage, seededRandom } from "@routemetrics/conformance";
import { Registry } from "prom-client";
import { describe, expect, test, vi } from "vitest";
import { Histogram } from "../index.js";
import type { HistogramSeries } from "../metric/histogram-series.js";
import type { HistogramSeries as HistogramData } from "../metric-family.js";
import { newNativeReading } from "../native/native-reading.js";
import { DurationInMilliseconds } from "./duration-in-milliseconds.js";
import { NotedRequests } from "./noted-requests.js";
import { keyOf, RecordedSeries } from "./recorded-series.js";
import { RequestTotal } from "./request-total.js";
import { Route } from "./route.js";

const help = "Help.";
const make = (options: { nativeHistogram?: true | { maxBuckets: number }; ttl?: number } = {}) =>
  new Histogram({ name: "h", help, registry: new Registry(), labelNames: ["a"], ...options });
type Made = ReturnType<typeof make>;

/** Notes durations for a histogram, as a recorder does; the route stands for the label. */
function noterOf(histogram: Made) {
  const routes = new Map<string, Route>();
  const noted = new NotedRequests(histogram, (template) => histogram.labels({ a: template }));
  return (a: string, seconds: number) => {
    const route = routes.get(a) ?? new Route(a);
    routes.set(a, route);
    const request = { method: 0, code: 200, seconds };
    if (noted.note(route, request)) return;
    const record = new RecordedSeries(keyOf(request));
    record.duration = histogram.labels({ a });
    noted.know(route, record, record.key);
    expect(noted.note(route, request)).toBe(true);
  };
}

describe("what was noted is in every number that is read", () => {
  const readers: Record<string, (series: HistogramSeries, histogram: Made) => unknown> = {
    sum: (series) => series.sum,
    count: (series) => series.count,
    snapshot: (series) => series.snapshot().counts[0],
    "native buckets": (series) => {
      const reading = newNativeReading();
      return series.readNative(reading) ? reading.positive.counts[0] : undefined;
    },
    "a reading": (series) => {
      const reading = { counts: [], sum: 0, count: 0, exemplars: undefined };
      series.read(reading);
      return reading.count;
    },
    "the family": async (_series, histogram) => {
      const { series } = await histogram.metricFamily();
      const [first] = series as readonly HistogramData[];
      return first?.histogram.count;
    },
    "prom-client": async (_series, histogram) => {
      const { values } = await histogram.get();
      return values.find(({ metricName }) => metricName === "h_count")?.value;
    },
  };
  for (const [name, read] of Object.entries(readers)) {
    test(name, async () => {
      const histogram = make({ nativeHistogram: true });
      const series = histogram.labels({ a: "x" });
      noterOf(histogram)("x", 0.001);
      expect(await read(series, histogram)).toBe(name === "sum" ? 0.001 : 1);
    });
  }

  test("the counter that is read from it", async () => {
    const histogram = make();
    const registry = new Registry();
    const options = { name: "t", help, registry, labelNames: ["a"] };
    const total = new RequestTotal(options, histogram as never);
    const series = histogram.labels({ a: "x" });
    total.liveFamily();
    noterOf(histogram)("x", 0.001);
    // What has not changed since the scrape before is not read again.
    const seen = total.gathering;
    total.liveFamily();
    expect(series.changedSince(seen)).toBe(true);
    expect(total.readSeries(series as never).value).toBe(1);
  });

  test("the histogram that shows it in milliseconds", () => {
    const histogram = make();
    const options = { name: "m", help, registry: new Registry(), labelNames: ["a"] };
    const shown = new DurationInMilliseconds(options, histogram as never);
    const series = histogram.labels({ a: "x" });
    shown.liveFamily();
    noterOf(histogram)("x", 0.001);
    const seen = shown.gathering;
    shown.liveFamily();
    expect(series.changedSince(seen)).toBe(true);
    expect(shown.readSeries(series).histogram.sum).toBe(1);
  });
});

test("a gathering finds the series changed that something was noted for", () => {
  const histogram = make();
  const [busy, idle] = ["busy", "idle"].map((a) => histogram.labels({ a })) as HistogramSeries[];
  histogram.liveFamily();
  noterOf(histogram)("busy", 1);
  const seen = histogram.gathering;
  histogram.liveFamily();
  // The next must not take it for new once more.
  expect([busy?.changedSince(seen), idle?.changedSince(seen)]).toEqual([true, false]);
  expect(busy?.changedSince(histogram.gathering)).toBe(false);
});

test("a series that something was noted for does not expire", () => {
  vi.useFakeTimers();
  try {
    const histogram = make({ ttl: 60 });
    const series = histogram.labels({ a: "x" });
    const note = noterOf(histogram);
    for (let minute = 0; minute < 3; minute++) {
      histogram.liveFamily();
      vi.advanceTimersByTime(61_000);
      note("x", 1);
    }
    histogram.liveFamily();
    expect(series.removed).toBe(false);
    expect(series.count).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

describe("noted and observed come to the same", () => {
  const kinds = {
    "classic buckets": {},
    "native buckets": { nativeHistogram: true },
    "few native buckets": { nativeHistogram: { maxBuckets: 4 } },
  } as const;
  for (const [kind, options] of Object.entries(kinds)) {
    test(`with ${kind}, whatever else happens`, async () => {
      const random = seededRandom(7);
      const [noted, observed] = [make(options), make(options)];
      const note = noterOf(noted);
      const both = (act: (histogram: Made, isNoted: boolean) => void) => {
        act(noted, true);
        act(observed, false);
      };
      const shown = async (histogram: Made) => {
        const { series } = await histogram.metricFamily();
        return series.map(({ created: _, ...rest }) => rest);
      };
      let compared = 0;
      for (let step = 0; step < 20_000; step++) {
        const a = String(Math.floor(random() * 5));
        const seconds = 2 ** (random() * 20 - 14);
        const chance = random();
        if (chance < 0.0005) both((histogram) => histogram.clear());
        else if (chance < 0.001) both((histogram) => histogram.reset());
        else if (chance < 0.002) both((histogram) => histogram.remove({ a }));
        else if (chance < 0.003) both((histogram) => histogram.labels({ a }).reset());
        else if (chance < 0.006) {
          compared++;
          expect(await shown(noted)).toEqual(await shown(observed));
        } else {
          both((histogram, isNoted) => {
            if (isNoted) note(a, seconds);
            else histogram.labels({ a }).observe(seconds);
          });
        }
      }
      expect(compared).toBeGreaterThan(30);
    });
  }
});

test("what was removed is there again once a request is noted for it", () => {
  const histogram = make();
  const note = noterOf(histogram);
  note("x", 1);
  histogram.remove({ a: "x" });
  note("x", 2);
  expect(histogram.size).toBe(1);
  expect(histogram.labels({ a: "x" }).sum).toBe(2);
});

test("a histogram keeps nobody who has noted something for it", async () => {
  const histogram = make();
  const route = new Route("x");
  const request = { method: 0, code: 200, seconds: 1 };
  const note = () => {
    const noted = new NotedRequests(histogram, () => histogram.labels({ a: "x" }));
    noted.know(route, new RecordedSeries(keyOf(request)), keyOf(request));
    noted.note(route, request);
    route.knownBy = undefined;
    return new WeakRef(noted);
  };
  const noted = note();
  expect(histogram.labels({ a: "x" }).count).toBe(1);
  await collectGarbage();
  expect(noted.deref()).toBeUndefined();
});

test("only what has a series and a number is noted", () => {
  const noted = new NotedRequests(make(), () => undefined);
  const route = new Route("x");
  const isNoted = (code: number) => noted.note(route, { method: 0, code, seconds: 1 });
  const know = (code: number) => {
    const key = keyOf({ method: 0, code });
    noted.know(route, new RecordedSeries(key), key);
  };
  expect(isNoted(200)).toBe(false);
  for (const code of [Number.NaN, -1, 1000, 2 ** 40]) {
    know(code);
    expect(isNoted(code), `${code}`).toBe(false);
  }
  for (let code = 200; code < 240; code++) know(code);
  const codes = Array.from({ length: 40 }, (_, i) => 200 + i);
  expect(codes.filter(isNoted)).toEqual(codes.slice(0, 31));
});
