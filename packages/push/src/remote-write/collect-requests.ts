import { setImmediate } from "node:timers/promises";
import type { Exemplar, HistogramSeries, Labels, MetricFamily } from "@routemetrics/core";
import type { Parcel } from "../delivery/delivery-queue.js";
import { flatSamples } from "../flat-samples.js";
import { sortLabels } from "./series-labels.js";
import { SeriesTracker, type TrackedSeries } from "./series-tracker.js";
import { type TimedExemplar, WriteRequest } from "./write-request.js";

export interface WriteParcel extends Parcel {
  /** Only native histograms, or only numbers: a receiver may refuse the one and take the other. */
  readonly isNative: boolean;
}

export interface CollectorOptions {
  readonly labels: Labels;
  readonly histograms: "both" | "classic" | "native";
  readonly maxSamplesPerRequest: number;
}

const MAX_BYTES = 1_000_000;
/** Milliseconds of encoding between two turns of the event loop. */
const SLICE_MS = 2;
const METADATA_EVERY_MS = 60_000;

/** Turns the families of one collection after the other into compressed requests. */
export class RequestCollector {
  readonly #options: CollectorOptions;
  readonly #tracker = new SeriesTracker();
  readonly #request = new WriteRequest();
  #withNative: boolean;
  #lastTime = 0;
  #metadataTime = Number.NEGATIVE_INFINITY;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#withNative = options.histograms !== "classic";
  }

  /** From now on without native histograms: the receiver has none. */
  disableNative(): void {
    this.#withNative = false;
    this.#tracker.forgetNative();
  }

  /** `isLast`: every series ends, a millisecond later. */
  async *collect(
    families: readonly MetricFamily[],
    isLast: boolean,
  ): AsyncGenerator<WriteParcel, void, undefined> {
    const time = this.#nextTime();
    this.#tracker.startCollection();
    this.#writeMetadata(families);
    yield* this.#requests(this.#writeNumbers(families, time), false);
    if (this.#withNative) yield* this.#requests(this.#writeNative(families, time), true);
    const gone = [...this.#tracker.takeGone()];
    yield* this.#stale(gone, time);
    if (isLast) yield* this.#stale([...this.#tracker.takeGone(true)], this.#nextTime());
  }

  /** Ascends even when the clock is set back: receivers refuse what is older. */
  #nextTime(): number {
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    return this.#lastTime;
  }

  async *#stale(series: readonly TrackedSeries[], time: number): AsyncGenerator<WriteParcel> {
    for (const isNative of [false, true]) {
      const these = series.filter((one) => one.isNative === isNative);
      yield* this.#requests(this.#writeStale(these, time), isNative);
    }
  }

  /** Cuts what the steps write into requests, and lets the event loop turn. */
  async *#requests(steps: Iterable<void>, isNative: boolean): AsyncGenerator<WriteParcel> {
    const request = this.#request;
    let sliceEnd = performance.now() + SLICE_MS;
    for (const _ of steps) {
      if (request.samples >= this.#options.maxSamplesPerRequest || request.bytes >= MAX_BYTES) {
        yield this.#parcel(isNative);
      }
      if (performance.now() < sliceEnd) continue;
      await setImmediate();
      sliceEnd = performance.now() + SLICE_MS;
    }
    if (request.samples > 0) yield this.#parcel(isNative);
  }

  #parcel(isNative: boolean): WriteParcel {
    const { samples } = this.#request;
    return { samples, isNative, body: this.#request.take() };
  }

  #writeMetadata(families: readonly MetricFamily[]): void {
    if (performance.now() < this.#metadataTime + METADATA_EVERY_MS) return;
    this.#metadataTime = performance.now();
    this.#request.metadata(families);
  }

  *#writeNumbers(families: readonly MetricFamily[], time: number): Generator<void> {
    for (const family of families) {
      for (const sample of flatSamples(this.#withoutClassic(family))) {
        yield;
        const labels = sortLabels(sample.name, sample.labels, this.#options.labels);
        const series = this.#tracker.see(labels, false);
        const at = series && sampleTime(series, sample.timestamp, time);
        if (series === undefined || at === undefined) continue;
        const exemplars = newExemplars(series, sample.exemplar ? [sample.exemplar] : [], at);
        this.#request.value(series.labels, sample.value, at, exemplars);
      }
    }
  }

  *#writeNative(families: readonly MetricFamily[], time: number): Generator<void> {
    for (const family of families) {
      if (family.type !== "histogram") continue;
      for (const { labels, histogram, timestamp } of family.series) {
        yield;
        if (!histogram.native) continue;
        const sorted = sortLabels(family.name, labels, this.#options.labels);
        const series = this.#tracker.see(sorted, true);
        const at = series && sampleTime(series, timestamp, time);
        if (series === undefined || at === undefined) continue;
        // Prometheus reads exemplars before histograms, and knows no series then to put them to.
        const exemplars = series.isKnown
          ? newExemplars(series, histogram.native.exemplars, at)
          : [];
        this.#request.histogram(series.labels, histogram, histogram.native, at, exemplars);
      }
    }
  }

  *#writeStale(series: readonly TrackedSeries[], time: number): Generator<void> {
    for (const { labels, isNative } of series) {
      this.#request.stale(labels, isNative, time);
      yield;
    }
  }

  #withoutClassic(family: MetricFamily): MetricFamily {
    if (family.type !== "histogram" || this.#options.histograms !== "native") return family;
    const onlyClassic = ({ histogram }: HistogramSeries) => histogram.native === undefined;
    return { ...family, series: family.series.filter(onlyClassic) };
  }
}

/** Undefined when a sample with its own time was sent before: a receiver may refuse it. */
function sampleTime(
  series: TrackedSeries,
  timestamp: number | undefined,
  now: number,
): number | undefined {
  if (timestamp === undefined) return now;
  const time = Math.max(0, Math.round(timestamp * 1000));
  if (series.ownTime !== undefined && time <= series.ownTime) return undefined;
  series.ownTime = time;
  return time;
}

/** Those that were not sent before, oldest first. */
function newExemplars(
  series: TrackedSeries,
  exemplars: readonly Exemplar[],
  now: number,
): readonly TimedExemplar[] {
  if (exemplars.length === 0) return [];
  const fresh = exemplars
    .map((exemplar) => ({ exemplar, time: Math.round((exemplar.timestamp ?? now / 1000) * 1000) }))
    .filter(({ time }) => time > series.exemplarTime)
    .sort((a, b) => a.time - b.time);
  series.exemplarTime = fresh.at(-1)?.time ?? series.exemplarTime;
  return fresh;
}
